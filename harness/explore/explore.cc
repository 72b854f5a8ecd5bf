#include "harness/explore.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "harness/explore/departure.h"
#include "harness/explore/detail.h"
#include "harness/explore/execute.h"
#include "harness/explore/foreign_notes.h"
#include "harness/explore/make_strategy.h"
#include "harness/explore/outcome_findings.h"
#include "harness/explore/repeat_check.h"
#include "harness/explore/schedule_set.h"
#include "harness/options.h"
#include "harness/stress/assertion_capture.h"
#include "harness/stress/finding_set.h"

namespace racekit {
namespace internal {
namespace {

bool threads_optional = false;

// Whether the time is over, without asking the clock after each of a million
// executions that take a microsecond.
class Deadline {
 public:
  explicit Deadline(absl::Time end) : end_(end) {}

  bool Passed(std::int64_t steps_so_far) {
    constexpr std::int64_t kSteps = 2'000;
    constexpr int kExecutions = 50;
    if (end_ == absl::InfiniteFuture()) return false;
    if (++executions_ < kExecutions && steps_so_far < asked_at_ + kSteps) {
      return false;
    }
    executions_ = 0;
    asked_at_ = steps_so_far;
    return absl::Now() >= end_;
  }

 private:
  const absl::Time end_;
  int executions_ = 0;
  std::int64_t asked_at_ = 0;
};

class Exploration {
 public:
  Exploration(absl::FunctionRef<std::string()> body, FindingKind kind,
              const ExploreOptions& options)
      : options_(options), executor_(body, kind, options) {}

  ExploreResult Run() {
    threads_optional = false;
    ForgetForeignCode();
    Report& report = result_.report;
    report.variant = "explore";
    report.seed = options_.seed;
    report.explored.emplace();
    const absl::Time start = absl::Now();
    if (options_.replay.empty()) {
      Explore(Deadline(start + options_.time));
    } else {
      Replay();
    }
    report.explored->notes = ForeignNotes();
    report.seconds = absl::ToDoubleSeconds(absl::Now() - start);
    if (result_.skipped) {
      report.executions = 0;
    } else if (options_.require_threads && !threads_optional &&
               report.executions > 0 && result_.counts.max_threads < 2) {
      found_.Add(NothingControlled());
    }
    report.findings = found_.Sorted();
    return std::move(result_);
  }

 private:
  void Explore(Deadline deadline) {
    AssertionCapture capture;
    ChosenStrategy strategy(options_);
    Report& report = result_.report;
    report.explored->strategy = std::string(StrategyName(options_.strategy));
    for (std::uint64_t number = 0;; ++number) {
      std::optional<Execution> execution;
      if (IsRepeated(number) && !diverged_ && options_.executions != 1) {
        std::optional<Finding> divergence =
            ExecuteTwice(executor_, strategy.get(), number, execution);
        if (divergence) AddDivergence(*std::move(divergence));
      } else {
        execution = executor_.Execute(strategy.get(), number);
      }
      if (!execution) break;
      Take(*std::move(execution));
      if (result_.skipped) return;
      if (options_.stop_at_first && !found_.empty()) break;
      if (options_.executions > 0 && report.executions >= options_.executions) {
        break;
      }
      if (deadline.Passed(result_.counts.steps)) break;
    }
    report.explored->complete = strategy.complete();
    report.explored->preemption_bound = strategy.preemption_bound();
    report.explored->distinct = distinct_.size();
  }

  void Replay() {
    result_.report.explored->strategy = "replay";
    schedule::Schedule schedule;
    const schedule::ScheduleError error =
        schedule::Parse(options_.replay, schedule);
    if (!error.message.empty()) {
      Finding finding;
      finding.kind = FindingKind::kOther;
      finding.message = "nothing was replayed: " + error.message;
      finding.detector = "explore";
      found_.Add(std::move(finding));
      return;
    }
    Replayed replayed = executor_.ReplayPatiently(schedule);
    Take(std::move(replayed.execution));
    if (!result_.skipped && replayed.departure) {
      found_.Add(DepartureFinding(*replayed.departure));
    }
    result_.report.explored->distinct = 1;
  }

  void Take(Execution execution) {
    result_.skipped = std::move(execution.skipped);
    if (result_.skipped) return;
    Report& report = result_.report;
    ++report.executions;
    Count(execution.outcome);
    distinct_.Add(executor_.schedule());
    if (execution.findings.empty()) return;
    ++report.failed_executions;
    std::vector<Finding> unseen;
    for (const Finding& finding : execution.findings) {
      if (found_.Add(finding)) unseen.push_back(finding);
    }
    if (options_.replay.empty()) Confirm(unseen);
  }

  // Whether its schedule alone brings each of them about.
  void Confirm(const std::vector<Finding>& findings) {
    if (findings.empty()) return;
    schedule::Schedule schedule;
    schedule.CopyFrom(executor_.schedule());
    for (const Finding& finding : findings) {
      std::optional<Finding> divergence =
          NotFoundAgain(executor_, schedule, finding);
      if (divergence) return AddDivergence(*std::move(divergence));
    }
  }

  void AddDivergence(Finding divergence) {
    diverged_ = true;
    found_.Add(std::move(divergence));
  }

  void Count(const runtime::Outcome& outcome) {
    ExploreCounts& counts = result_.counts;
    counts.steps += outcome.steps;
    counts.accesses += outcome.accesses;
    counts.max_threads = std::max(counts.max_threads, outcome.threads);
    std::int64_t& deepest = result_.report.explored->deepest_preemptions;
    deepest = std::max(deepest, outcome.preemptions);
  }

  const ExploreOptions& options_;
  Executor executor_;
  ExploreResult result_;
  FindingSet found_;
  ScheduleSet distinct_;
  bool diverged_ = false;
};

}  // namespace

ExploreResult ExploreInDetail(absl::FunctionRef<std::string()> body,
                              FindingKind kind, const ExploreOptions& options) {
  return Exploration(body, kind, options).Run();
}

void ExploredMayBeThreadless() { threads_optional = true; }

}  // namespace internal

Report Explore(absl::FunctionRef<void()> body, const ExploreOptions& options) {
  return internal::ExploreInDetail(
             [body]() -> std::string {
               body();
               return "";
             },
             FindingKind::kAssertion, options)
      .report;
}

Report Explore(absl::FunctionRef<std::string()> body, FindingKind kind,
               const ExploreOptions& options) {
  return internal::ExploreInDetail(body, kind, options).report;
}

}  // namespace racekit
