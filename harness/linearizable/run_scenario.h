// One execution of a scenario: threads, calls, and whether their results can be
// explained. What this does itself is not seen by detectors or scheduler: not
// instrumented.

#ifndef RACEKIT_HARNESS_LINEARIZABLE_RUN_SCENARIO_H_
#define RACEKIT_HARNESS_LINEARIZABLE_RUN_SCENARIO_H_

#include <string>
#include <vector>

#include "detectors/linearizability/history.h"
#include "harness/linearizable/scenario.h"
#include "harness/linearizable/subject.h"

namespace racekit::internal {

// "" if `criterion` holds for what the calls returned, else what they did, in
// one line. With `lines` the whole history is put there, a line for each call
// that began and ended, a column for each thread.
std::string RunScenario(const CallScenario& scenario, Subject& subject,
                        linearizability::Criterion criterion,
                        std::vector<std::string>* lines = nullptr);

// "push(1) | pop() || pop()": before, threads, after.
std::string ScenarioText(const CallScenario& scenario, const Subject& subject);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_LINEARIZABLE_RUN_SCENARIO_H_
