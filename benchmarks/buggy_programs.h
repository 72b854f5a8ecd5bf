// What findings are measured on: every racy scenario that explore must find,
// and the small programs of the tests.

#ifndef RACEKIT_BENCHMARKS_BUGGY_PROGRAMS_H_
#define RACEKIT_BENCHMARKS_BUGGY_PROGRAMS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "detectors/finding.h"
#include "harness/explore/execute.h"
#include "harness/explore/execution.h"
#include "harness/explore_options.h"
#include "harness/schedule/portfolio.h"
#include "harness/schedule/schedule.h"

namespace racekit::benchmarks {

struct BuggyProgram {
  std::string name;
  FindingKind kind;  // of what `body` returns
  std::function<std::string()> body;
};

// Those whose names match the glob.
std::vector<BuggyProgram> BuggyPrograms(const std::string& glob);

// The executions of a program, one after the other, that found something.
class FailingExecutions {
 public:
  // Both must outlive this.
  FailingExecutions(const BuggyProgram& program, const ExploreOptions& options,
                    std::uint64_t seed)
      : executor_(program.body, program.kind, options), portfolio_(seed) {}

  // False if thousands of executions in a row found nothing.
  bool Next();

  const Finding& finding() const { return finding_; }  // the first of its
  const schedule::Schedule& schedule() const { return schedule_; }
  internal::Executor& executor() { return executor_; }

 private:
  internal::Executor executor_;
  schedule::Portfolio portfolio_;
  std::uint64_t number_ = 0;
  Finding finding_;
  schedule::Schedule schedule_;
};

}  // namespace racekit::benchmarks

#endif  // RACEKIT_BENCHMARKS_BUGGY_PROGRAMS_H_
