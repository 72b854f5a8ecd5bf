// Stress() with what a Report has no room for.

#ifndef RACEKIT_HARNESS_STRESS_DETAIL_H_
#define RACEKIT_HARNESS_STRESS_DETAIL_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "harness/report/report.h"
#include "harness/stress.h"
#include "harness/stress/run_control.h"

namespace racekit::internal {

struct StressResult {
  Report report;
  // Over all runs that ended by themselves; threads_left and slept_ns are 0.
  RunCounts counts;
  std::optional<std::string> skipped;  // the message of GTEST_SKIP()
};

StressResult StressInDetail(absl::FunctionRef<std::string()> body,
                            FindingKind observation_kind,
                            const StressOptions& options);

// "stress" or "tsan": how this binary was built.
const char* StressVariantName();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_DETAIL_H_
