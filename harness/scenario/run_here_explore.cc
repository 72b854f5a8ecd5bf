#include <string>

#include "harness/explore.h"
#include "harness/options.h"
#include "harness/scenario/run_here.h"
#include "harness/stress.h"

namespace racekit::internal {

Way WayHere() { return Way::kExplore; }

Report RunHere(absl::FunctionRef<std::string()> body, FindingKind kind,
               const StressOptions& options) {
  // A strategy that the environment asks for counts here as in a RACE_TEST.
  ExploreOptions explore = GlobalOptions().ApplyTo(ExploreOptions());
  explore.executions = options.runs;
  explore.time = options.time;
  explore.seed = options.seed;
  explore.stop_at_first = options.stop_at_first;
  explore.isolation = options.isolation;
  return Explore(body, kind, explore);
}

}  // namespace racekit::internal
