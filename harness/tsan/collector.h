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

// Prints what TakeTsanFindings() would return to stderr; each finding then
// makes the process exit with TSan's status instead of its own. For reports
// that no test can be failed for. What is still there when static destructors
// run is treated so by itself.
void ReportUnclaimedTsanFindings();

// True in a binary that was built with -fsanitize=thread.
bool TsanActive();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_TSAN_COLLECTOR_H_
