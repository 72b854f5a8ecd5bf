// A body, hunted in the way of the variant that this binary was built for: what
// RunRaceBody() does, for tests that run many bodies and judge them together.
//
// For racekit's own use. C++17.

#ifndef RACEKIT_HARNESS_HUNT_BODY_H_
#define RACEKIT_HARNESS_HUNT_BODY_H_

#include <cstdint>
#include <functional>
#include <string>

#include "detectors/finding_kind.h"
#include "harness/report/report.h"

namespace racekit::internal {

enum class HuntEffort {
  kFindOne,  // ends with the first finding, as it is found
  kExplain,  // findings are reduced and explained
};

// Executes `body` at most `executions` times, unless the options of the test
// say otherwise; on real threads, a tenth of that. What the body returns,
// unless
// "", is a finding of `kind`. Linked per variant.
Report HuntBody(const std::function<std::string()>& body, FindingKind kind,
                HuntEffort effort, std::int64_t executions);

// Executes `body` once in this process, under `schedule`, whatever it finds.
// Does nothing where threads are not under control.
void ReplayBody(const std::function<std::string()>& body,
                const std::string& schedule);

// The same seed makes the same executions.
bool HuntsUnderControl();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_HUNT_BODY_H_
