// Findings are shrunk, executed once more with a trace, and explained.

#ifndef RACEKIT_HARNESS_EXPLORE_EXPLAIN_FINDINGS_H_
#define RACEKIT_HARNESS_EXPLORE_EXPLAIN_FINDINGS_H_

#include <cstdint>
#include <vector>

#include "detectors/finding.h"
#include "harness/explore/execute.h"

namespace racekit::internal {

// Of `findings`, the first few that have a schedule. `shrink` is the budget for
// each in executions; with 0 its schedule is explained as it is.
void ExplainFindings(Executor& executor, std::int64_t shrink,
                     std::vector<Finding>& findings);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_EXPLAIN_FINDINGS_H_
