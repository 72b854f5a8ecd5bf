#include "harness/explore/options.h"

#include <cstdio>
#include <cstdlib>

namespace racekit::internal {

ExploreOptions ApplyTo(ExploreOptions options, const Options& asked) {
  if (asked.runs) {
    options.executions = *asked.runs;
    // Who says how many means all of them.
    options.time = absl::InfiniteDuration();
  }
  if (asked.time) options.time = *asked.time;
  if (asked.seed) options.seed = *asked.seed;
  if (asked.stop_at_first) options.stop_at_first = *asked.stop_at_first;
  const auto threads = asked.others.find("threads");
  if (threads != asked.others.end()) {
    if (threads->second == "os") {
      options.threads = ControlledThreads::kReal;
    } else if (threads->second != "fibers") {
      std::fprintf(stderr,
                   "racekit: RACEKIT_THREADS is '%s'; it can be 'fibers' or "
                   "'os'\n",
                   threads->second.c_str());
      std::exit(2);
    }
  }
  return options;
}

}  // namespace racekit::internal
