// How long a scenario's variant is run.

#ifndef RACEKIT_HARNESS_CLI_HUNT_RUN_BUDGET_H_
#define RACEKIT_HARNESS_CLI_HUNT_RUN_BUDGET_H_

#include <cstdint>

#include "absl/time/time.h"

namespace racekit::cli {

struct RunBudget {
  std::int64_t runs = 100;  // of each kind, with and without injected sleeps
  absl::Duration time = absl::Seconds(1);
  // Where what must be found has not been, runs go on beyond `runs` and `time`,
  // with other seeds, until it is or this has passed: Patience in
  // harness/scenario/run_patiently.h.
  absl::Duration patience;
  std::uint64_t seed = 1;
  bool compare = false;  // also run without injected sleeps, as often
};

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_RUN_BUDGET_H_
