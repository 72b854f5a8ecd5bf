#include "harness/hunt_body.h"

#include <string>
#include <utility>

#include "harness/contain/debugger.h"
#include "harness/explore.h"
#include "harness/explore/self_check.h"
#include "harness/options.h"

namespace racekit::internal {

Report HuntBody(const std::function<std::string()>& body, FindingKind kind,
                HuntEffort effort, std::int64_t executions) {
  const std::string& broken = SelfCheck();
  if (!broken.empty()) {
    Finding finding;
    finding.message = "the engine fails its own check: " + broken;
    Report report;
    report.variant = "explore";
    report.findings.push_back(std::move(finding));
    return report;
  }
  ExploreOptions options;
  options.executions = executions;
  options.time = absl::InfiniteDuration();
  options.isolation = IsTraced() ? Isolation::kNone : Isolation::kChild;
  options = GlobalOptions().ApplyTo(options);
  if (effort == HuntEffort::kFindOne) {
    options.stop_at_first = true;
    options.shrink = 0;
    options.replay.clear();
  }
  return Explore([&] { return body(); }, kind, options);
}

void ReplayBody(const std::function<std::string()>& body,
                const std::string& schedule) {
  ExploreOptions options;
  options.replay = schedule;
  options.shrink = 0;
  Explore([&] { return body(); }, FindingKind::kOther, options);
}

bool HuntsUnderControl() { return true; }

}  // namespace racekit::internal
