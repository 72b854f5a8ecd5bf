// What an execution in the controlled world came to, as findings.

#ifndef RACEKIT_HARNESS_EXPLORE_OUTCOME_FINDINGS_H_
#define RACEKIT_HARNESS_EXPLORE_OUTCOME_FINDINGS_H_

#include <string>
#include <vector>

#include "detectors/finding.h"
#include "harness/runtime/world.h"

namespace racekit::internal {

// The findings of the execution that has just ended: how it ended, and what was
// noticed on the way. Reads runtime::world, so before the next execution.
void AppendOutcome(const runtime::Outcome& outcome,
                   std::vector<Finding>& findings);

// "main", "T1".
std::string ThreadName(int id);

// What is known of a thread of the last execution.
ThreadInfo DescribeThread(int id);

// No execution had a second thread.
Finding NothingControlled();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_OUTCOME_FINDINGS_H_
