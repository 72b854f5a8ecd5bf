// What ThreadSanitizer reported in this process, as findings.
//
// Thread-safe.

#ifndef RACEKIT_HARNESS_TSAN_COLLECTOR_H_
#define RACEKIT_HARNESS_TSAN_COLLECTOR_H_

#include <vector>

#include "detectors/finding.h"

namespace racekit::internal {

// Reports raised since the last call, oldest first. Empty where TSan is not
// active.
std::vector<Finding> TakeTsanFindings();

// True in a binary that was built with -fsanitize=thread.
bool TsanActive();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_TSAN_COLLECTOR_H_
