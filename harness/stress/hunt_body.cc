#include "harness/hunt_body.h"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/options.h"
#include "harness/stress.h"
#include "harness/stress/self_check.h"

namespace racekit::internal {

Report HuntBody(const std::function<std::string()>& body, FindingKind kind,
                HuntEffort effort, std::int64_t executions) {
  static const std::string broken = InstrumentsError();
  if (!broken.empty()) {
    Finding finding;
    finding.message = broken;
    Report report;
    report.findings.push_back(std::move(finding));
    return report;
  }
  StressOptions options;
  options.runs = std::max<std::int64_t>(executions / 10, 1);
  options = GlobalOptions().ApplyTo(options);
  if (effort == HuntEffort::kFindOne) options.stop_at_first = true;
  return Stress([&] { return body(); }, kind, options);
}

void ReplayBody(const std::function<std::string()>&, const std::string&) {}

bool HuntsUnderControl() { return false; }

}  // namespace racekit::internal
