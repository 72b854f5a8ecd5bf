// Runs one item of a hunt: a scenario runner as a child process.

#ifndef RACEKIT_HARNESS_CLI_HUNT_RUN_ITEM_H_
#define RACEKIT_HARNESS_CLI_HUNT_RUN_ITEM_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/plan.h"

namespace racekit::cli {

// How far a runner is trusted.
struct RunnerLimits {
  // After which it is stopped. By default well beyond what the item's budget
  // allows: the runner itself notices scenarios that hang.
  std::optional<absl::Duration> timeout;
  absl::Duration grace = absl::Seconds(2);
  std::int64_t output = 64 << 20;  // bytes
};

// `runner` is the path of the item's runner. A runner that cannot be started,
// crashes, hangs, floods, or writes anything but a report, gives a result that
// is kBroken and says so. Thread-safe.
ItemResult RunItem(const HuntItem& item, const std::string& runner,
                   const RunnerLimits& limits = {});

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_RUN_ITEM_H_
