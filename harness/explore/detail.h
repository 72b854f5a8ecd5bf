// Explore() with all that is known afterwards.

#ifndef RACEKIT_HARNESS_EXPLORE_DETAIL_H_
#define RACEKIT_HARNESS_EXPLORE_DETAIL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "detectors/finding.h"
#include "harness/explore.h"
#include "harness/report/report.h"

namespace racekit::internal {

struct ExploreCounts {
  std::int64_t steps = 0;     // scheduling points, in all executions
  std::int64_t accesses = 0;  // plain ones that were seen
  int max_threads = 0;        // in one execution, the body's included
};

struct ExploreResult {
  Report report;
  ExploreCounts counts;
  std::optional<std::string> skipped;  // what GTEST_SKIP() said
};

ExploreResult ExploreInDetail(absl::FunctionRef<std::string()> body,
                              FindingKind kind, const ExploreOptions& options);

// The exploration in progress need not have threads.
void ExploredMayBeThreadless();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_DETAIL_H_
