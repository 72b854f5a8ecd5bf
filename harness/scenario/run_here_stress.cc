#include <string>

#include "harness/scenario/run_here.h"
#include "harness/stress.h"
#include "harness/tsan/collector.h"

namespace racekit::internal {

Way WayHere() { return TsanActive() ? Way::kTsan : Way::kStress; }

Report RunHere(absl::FunctionRef<std::string()> body, FindingKind kind,
               const StressOptions& options) {
  return Stress(body, kind, options);
}

}  // namespace racekit::internal
