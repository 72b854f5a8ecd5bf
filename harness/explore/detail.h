// Explore() with all that is known afterwards.

#ifndef RACEKIT_HARNESS_EXPLORE_DETAIL_H_
#define RACEKIT_HARNESS_EXPLORE_DETAIL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "detectors/finding.h"
#include "harness/explore.h"
#include "harness/explore/execution.h"
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

// Who looks on from the process that explores, which must not be a child's
// (Isolation::kFork or kNone).
class ExplorationWatch {
 public:
  // After each execution, also those that shrink and explain: may add what it
  // finds. kind, message and fingerprint suffice.
  virtual void AfterExecution(Execution& execution) = 0;
  // So many executions of the exploration itself are over.
  virtual void OnProgress(std::int64_t executions) = 0;
  // Something was found that was not known before; not yet explained.
  virtual void OnFindings(const Report& so_far) = 0;

 protected:
  ~ExplorationWatch() = default;
};

// `watch` may be null.
ExploreResult ExploreInDetail(absl::FunctionRef<std::string()> body,
                              FindingKind kind, const ExploreOptions& options,
                              ExplorationWatch* watch = nullptr);

// The exploration in progress need not have threads.
void ExploredMayBeThreadless();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_DETAIL_H_
