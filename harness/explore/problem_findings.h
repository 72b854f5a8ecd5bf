// What detectors found in an execution, as findings.

#ifndef RACEKIT_HARNESS_EXPLORE_PROBLEM_FINDINGS_H_
#define RACEKIT_HARNESS_EXPLORE_PROBLEM_FINDINGS_H_

#include <vector>

#include "detectors/finding.h"

namespace racekit::internal {

// Of the execution that has just ended. Reads runtime::world, so before the
// next one.
void AppendProblems(std::vector<Finding>& findings,
                    std::vector<Finding>& suspicions);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_PROBLEM_FINDINGS_H_
