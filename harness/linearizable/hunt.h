// Makes scenarios, runs them, and makes the one that fails as small as can be.

#ifndef RACEKIT_HARNESS_LINEARIZABLE_HUNT_H_
#define RACEKIT_HARNESS_LINEARIZABLE_HUNT_H_

#include <cstdint>

#include "detectors/linearizability/history.h"
#include "harness/linearizable/scenario.h"
#include "harness/linearizable/subject.h"
#include "harness/report/report.h"

namespace racekit::internal {

struct LinearizableOptions {
  linearizability::Criterion criterion =
      linearizability::Criterion::kLinearizable;
  // So many scenarios, each executed as often as the options of the test say.
  std::int64_t scenarios = 50;
  ScenarioSize size;
};

struct LinearizableResult {
  Report report;  // of the scenario in which something was found
  // That one, as small as it could be made.
  CallScenario scenario;
  std::int64_t scenarios = 0;   // that were made
  std::int64_t executions = 0;  // of these, without those that made one smaller
};

// Options of the test (GlobalOptions()) say the seed and how often a scenario
// is executed.
LinearizableResult FindHistory(Subject& subject,
                               const LinearizableOptions& options);

// The same, as the current GoogleTest test, which fails if anything is found.
void HuntForHistories(Subject& subject, const LinearizableOptions& options);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_LINEARIZABLE_HUNT_H_
