// Waits that end though nobody notified: pthread_cond_wait() and
// std::condition_variable::wait() may, so who waits must look again whether
// what it waited for is so.
//
// How often that happens depends on the machine; here a few executions of their
// own have it as a choice.

#ifndef RACEKIT_HARNESS_EXPLORE_SPURIOUS_WAKEUPS_H_
#define RACEKIT_HARNESS_EXPLORE_SPURIOUS_WAKEUPS_H_

#include <cstdint>
#include <vector>

#include "detectors/finding.h"
#include "harness/explore/execute.h"

namespace racekit::internal {

// Executes the body a few times, with waits that end by themselves and with the
// scheduling points of the last execution. Returns what was found where one
// did, with a note that says so.
// Of `seed` and `round` all that is drawn depends on.
std::vector<Finding> WakeSpuriously(Executor& executor, std::uint64_t seed,
                                    int round);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_SPURIOUS_WAKEUPS_H_
