// Suspicions that say how harm could come: an execution is steered into it, and
// what happens then says more than what might have.

#ifndef RACEKIT_HARNESS_EXPLORE_FORETOLD_H_
#define RACEKIT_HARNESS_EXPLORE_FORETOLD_H_

#include <cstdint>
#include <vector>

#include "detectors/finding.h"
#include "harness/explore/execute.h"

namespace racekit::internal {

// What `suspicion` foretells is one of `findings`: whoever wants a lock in the
// one waits for ever in the other, or the two accesses race.
bool CameTrueIn(const Finding& suspicion, const std::vector<Finding>& findings);

// Executes the body a few times so that `suspicion` comes true, if that is
// possible in the execution in which it arose, and returns all that was found.
// If it did not come true, that does not mean that it cannot. Nothing is
// executed for a suspicion that does not say how to steer.
std::vector<Finding> SteerInto(const Finding& suspicion, Executor& executor,
                               std::uint64_t seed);

// Takes out those of `suspicions` that came true in `findings`.
void DropWhatCameTrue(const std::vector<Finding>& findings,
                      std::vector<Finding>& suspicions);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_FORETOLD_H_
