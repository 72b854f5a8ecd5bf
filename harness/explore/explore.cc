#include "harness/explore.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "harness/arena/shared_pages.h"
#include "harness/contain/forked_worker.h"
#include "harness/explore/burden.h"
#include "harness/explore/deadline.h"
#include "harness/explore/death.h"
#include "harness/explore/departure.h"
#include "harness/explore/detail.h"
#include "harness/explore/execute.h"
#include "harness/explore/explain_findings.h"
#include "harness/explore/exploration_memory.h"
#include "harness/explore/foreign_notes.h"
#include "harness/explore/foretold.h"
#include "harness/explore/outcome_findings.h"
#include "harness/explore/repeat_check.h"
#include "harness/explore/spurious_wakeups.h"
#include "harness/explore/stack_of.h"
#include "harness/options.h"
#include "harness/runtime/foreign.h"
#include "harness/stress/assertions.h"
#include "harness/stress/finding_set.h"

namespace racekit {
namespace internal {
namespace {

// Of the exploration in progress.
bool* threads_optional = nullptr;

class Exploration {
 public:
  Exploration(absl::FunctionRef<std::string()> body, FindingKind kind,
              const ExploreOptions& options, ExplorationMemory& memory,
              ExplorationWatch* watch = nullptr)
      : options_(options),
        memory_(memory),
        watch_(watch),
        executor_(
            body, kind, options,
            options.isolation == Isolation::kFork ? nullptr : &memory.trail),
        start_(absl::Now()) {
    threads_optional = &executor_.trail().threads_optional;
    if (watch_ != nullptr) {
      executor_.CheckEach(
          [this](Execution& execution) { watch_->AfterExecution(execution); });
    }
    ForgetForeignCode();
    Report& report = result_.report;
    report.variant = "explore";
    report.seed = options_.seed;
    report.atomic_functions = options_.atomic_functions;
    report.explored.emplace();
    for (const std::string& name : executor_.unknown_functions()) {
      report.explored->notes.push_back(absl::StrCat(
          "there is no code of a function '", name,
          "', so nothing is checked of it: the compiler has inlined it "
          "([[gnu::noinline]] prevents that, or RACEKIT_ATOMIC in it), or it "
          "is called otherwise"));
    }
    report.explored->strategy =
        options_.replay.empty() ? std::string(StrategyName(options_.strategy))
                                : "replay";
  }

  // Does what is left to do. New findings go to `tell`, too, at once.
  void Run(EmitReport tell) {
    tell_ = &tell;
    if (options_.replay.empty()) {
      if (!Explore(Deadline(start_ + options_.time, executor_.isolated()))) {
        tell_ = nullptr;
        NoteForeignCode();
        memory_.relieved = true;
        memory_.trail.hot_places = runtime::hot_places;
        return;
      }
    } else {
      Replay();
    }
    tell_ = nullptr;
    NoteForeignCode();
    memory_.done = true;
    ExplainAll();
  }

  // In a child that has run it, and in its parent: what Finish() needs to know.
  Report Known() const {
    Report report = result_.report;
    report.findings = found_.Sorted();
    report.suspicions = suspicions_.Sorted();
    return report;
  }
  void Take(const Report& report) {
    // New findings alone have no variant.
    if (!report.variant.empty()) {
      found_ = FindingSet();
      suspicions_ = FindingSet();
      result_.report = report;
    }
    for (const Finding& suspicion : report.suspicions) {
      suspicions_.Add(suspicion);
    }
    for (const Finding& finding : report.findings) found_.Add(finding);
    if (memory_.relieved) RememberPlaces(report.findings);
  }

  // The child that ran this has died.
  void Bury(const WorkerEnd& end) {
    if (memory_.explaining) {
      // What was found is known; how it came about is not.
      result_.report.explored->notes.push_back(
          "findings are as they were found: the body's process ended while a "
          "shorter schedule was looked for");
      return;
    }
    Trail& trail = memory_.trail;
    const bool executing = trail.executing.load();
    Finding finding = DeathFinding(end, trail, options_.hang_timeout);
    finding.first_execution = static_cast<std::int64_t>(memory_.next);
    finding.strategy =
        options_.replay.empty() ? memory_.strategy.get()->name() : "replay";
    found_.Add(std::move(finding));
    if (trail.in_strategy) memory_.strategy.get()->EndExecution(nullptr, 0);
    trail.in_strategy = false;
    trail.executing = false;
    ExplorationMemory::Tally& tally = memory_.tally;
    ++tally.executions;
    ++tally.failed;
    ++tally.died;
    if (end.how == WorkerEnd::How::kStopped) ++hangs_;
    // Where it does not die in an execution, it would do so again.
    if (!executing || !options_.replay.empty() || options_.stop_at_first ||
        hangs_ == kMaxHangs || absl::Now() >= start_ + options_.time ||
        (options_.executions > 0 && tally.executions >= options_.executions)) {
      memory_.done = true;
    }
  }

  ExploreResult Finish() {
    Report& report = result_.report;
    const ExplorationMemory::Tally& tally = memory_.tally;
    report.executions = tally.executions;
    report.failed_executions = tally.failed;
    result_.counts = tally.counts;
    report.explored->deepest_preemptions = tally.deepest_preemptions;
    report.explored->distinct = memory_.distinct.size();
    report.explored->complete =
        options_.replay.empty() && memory_.strategy.complete();
    if (options_.replay.empty()) {
      report.explored->preemption_bound = memory_.strategy.preemption_bound();
    }
    report.seconds = absl::ToDoubleSeconds(absl::Now() - start_);
    if (memory_.skipped) {
      result_.skipped = memory_.skip_text;
      report.executions = 0;
    } else if (options_.require_threads &&
               !executor_.trail().threads_optional &&
               tally.executions > tally.died && tally.counts.max_threads < 2) {
      found_.Add(NothingControlled());
    }
    report.findings = found_.Sorted();
    report.suspicions = suspicions_.Sorted();
    DropWhatCameTrue(report.findings, report.suspicions);
    return std::move(result_);
  }

 private:
  void ExplainAll() {
    if (memory_.skipped || options_.shrink <= 0) return;
    memory_.explaining = true;
    const std::int64_t each =
        executor_.isolated() ? options_.shrink / 10 : options_.shrink;
    std::vector<Finding> suspicions = suspicions_.Sorted();
    DropWhatCameTrue(found_.findings(), suspicions);
    found_ = Explained(options_.replay.empty() ? each : 0, found_.Sorted());
    executor_.LookClosely(true);
    suspicions_ = Explained(0, std::move(suspicions));
    executor_.LookClosely(false);
    memory_.explaining = false;
  }
  FindingSet Explained(std::int64_t shrink, std::vector<Finding> findings) {
    ExplainFindings(executor_, shrink, findings);
    FindingSet set;
    for (Finding& finding : findings) set.Add(std::move(finding));
    return set;
  }

  // A process that came before may have said the same.
  void NoteForeignCode() {
    std::vector<std::string>& notes = result_.report.explored->notes;
    for (std::string& note : ForeignNotes()) {
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) {
        notes.push_back(std::move(note));
      }
    }
  }

  // False if another process is to go on.
  bool Explore(Deadline deadline) {
    const Burden burden;
    const std::unique_ptr<Assertions> capture =
        options_.capture_assertions ? Assertions::Capture() : nullptr;
    schedule::Strategy* strategy = memory_.strategy.get();
    const ExplorationMemory::Tally& tally = memory_.tally;
    for (;;) {
      const std::uint64_t number = memory_.next++;
      const bool twice =
          IsRepeated(number) && !memory_.diverged && options_.executions != 1;
      const std::optional<Execution> execution =
          twice ? ExecuteTwice(strategy, number)
                : executor_.Execute(strategy, number);
      if (!execution) break;
      const bool abandoned =
          execution->outcome.ending != runtime::Ending::kFinished;
      TakeIn(*execution);
      if (memory_.skipped || memory_.done) return true;
      if (SpuriousRoundsDue() > memory_.spurious_rounds) WakeSpuriously();
      if (options_.stop_at_first && !found_.empty()) break;
      if (options_.executions > 0 && tally.executions >= options_.executions) {
        break;
      }
      if (deadline.Passed(tally.counts.steps)) break;
      if (abandoned && options_.isolation == Isolation::kChild &&
          burden.IsTooMuch()) {
        return false;
      }
    }
    if (memory_.spurious_rounds == 0) WakeSpuriously();
    return true;
  }

  // What needs no spurious wakeup is to be found without one first.
  int SpuriousRoundsDue() const {
    constexpr std::int64_t kFirst = 32;
    constexpr std::int64_t kSecond = 1024;
    const std::int64_t executions = memory_.tally.executions;
    return executions < kFirst ? 0 : executions < kSecond ? 1 : 2;
  }

  void WakeSpuriously() {
    if (memory_.tally.untimed_waits == 0 ||
        !detectors::Contains(options_.detectors, "spurious-wakeup") ||
        (options_.stop_at_first && !found_.empty())) {
      return;
    }
    ++memory_.spurious_rounds;  // now, since it may be the end of this process
    std::vector<Finding> found = internal::WakeSpuriously(
        executor_, options_.seed, memory_.spurious_rounds);
    for (Finding& finding : found) {
      finding.first_execution = memory_.tally.executions;
    }
    TakeInNews(std::move(found), /*has_failed=*/false);
  }

  void Replay() {
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
    executor_.LookClosely(true);
    Replayed replayed = executor_.ReplayPatiently(schedule);
    executor_.LookClosely(false);
    TakeIn(replayed.execution);
    if (!memory_.skipped && replayed.departure) {
      found_.Add(DepartureFinding(*replayed.departure));
    }
  }

  // Of an execution that had a process of its own.
  void TakeInDeath(Execution::Death death) {
    if (death == Execution::Death::kNone) return;
    ++memory_.tally.died;
    // Where it does not die in an execution, it would do so again.
    if (death == Execution::Death::kHang) ++hangs_;
    memory_.done = death == Execution::Death::kElsewhere || hangs_ == kMaxHangs;
  }

  std::optional<Execution> ExecuteTwice(schedule::Strategy* strategy,
                                        std::uint64_t number) {
    std::optional<Execution> execution;
    std::optional<Finding> divergence =
        repeat_check_.ExecuteTwice(executor_, strategy, number, execution);
    if (divergence) AddDivergence(*std::move(divergence));
    return execution;
  }

  void TakeIn(const Execution& execution) {
    if (execution.skipped) {
      memory_.skipped = true;
      absl::SNPrintF(memory_.skip_text, ExplorationMemory::kMaxSkipText, "%s",
                     *execution.skipped);
      return;
    }
    ExplorationMemory::Tally& tally = memory_.tally;
    ++tally.executions;
    Count(execution.outcome);
    memory_.distinct.Add(executor_.schedule());
    TakeInDeath(execution.death);
    if (watch_ != nullptr) watch_->OnProgress(tally.executions);
    if (!execution.findings.empty()) TakeInFindings(execution);
    if (!execution.suspicions.empty()) TakeInSuspicions(execution);
  }

  void TakeInFindings(const Execution& execution) {
    ++memory_.tally.failed;
    std::vector<Finding> unseen;
    for (const Finding& finding : execution.findings) {
      if (found_.Add(finding)) unseen.push_back(finding);
    }
    Tell(unseen);
    // Deaths are as in a child that has many executions: they cost a process.
    if (options_.replay.empty() && execution.death == Execution::Death::kNone) {
      Confirm(unseen);
    }
  }

  // Each once is steered into.
  void TakeInSuspicions(const Execution& execution) {
    Report unseen;
    for (const Finding& suspicion : execution.suspicions) {
      if (CameTrueIn(suspicion, found_.findings())) continue;
      if (suspicions_.Add(suspicion)) unseen.suspicions.push_back(suspicion);
    }
    if (unseen.suspicions.empty()) return;
    // Before, since that may be the end of this process.
    (*tell_)(unseen);
    if (!options_.replay.empty()) return;
    for (const Finding& suspicion : unseen.suspicions) {
      // Steering into one may have shown another.
      if (CameTrueIn(suspicion, found_.findings())) continue;
      TakeInNews(SteerInto(suspicion, executor_, options_.seed),
                 /*has_failed=*/!execution.findings.empty());
    }
  }

  // Of executions that do not count. `has_failed`: the one that does, and that
  // they were made for.
  void TakeInNews(std::vector<Finding> findings, bool has_failed) {
    std::vector<Finding> news;
    for (Finding& finding : findings) {
      if (found_.Add(finding)) news.push_back(std::move(finding));
    }
    if (!news.empty() && !has_failed) ++memory_.tally.failed;
    Tell(news);
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

  void Tell(const std::vector<Finding>& findings) {
    if (findings.empty()) return;
    Report report;
    report.findings = findings;
    (*tell_)(report);
    if (watch_ == nullptr) return;
    Report so_far = Known();
    so_far.executions = memory_.tally.executions;
    so_far.failed_executions = memory_.tally.failed;
    so_far.seconds = absl::ToDoubleSeconds(absl::Now() - start_);
    watch_->OnFindings(so_far);
  }

  void AddDivergence(Finding divergence) {
    memory_.diverged = true;
    // A note says why.
    if (runtime::foreign_code.process() != 0) return;
    Tell({divergence});
    found_.Add(std::move(divergence));
  }

  void Count(const runtime::Outcome& outcome) {
    ExploreCounts& counts = memory_.tally.counts;
    counts.steps += outcome.steps;
    counts.accesses += outcome.accesses;
    counts.max_threads = std::max(counts.max_threads, outcome.threads);
    std::int64_t& deepest = memory_.tally.deepest_preemptions;
    deepest = std::max(deepest, outcome.preemptions);
    memory_.tally.untimed_waits += outcome.untimed_waits;
  }

  // Each costs the time that tells a hang from slowness.
  static constexpr int kMaxHangs = 3;

  const ExploreOptions& options_;
  ExplorationMemory& memory_;
  ExplorationWatch* const watch_;
  Executor executor_;
  RepeatCheck repeat_check_;
  const absl::Time start_;
  ExploreResult result_;
  FindingSet found_;
  FindingSet suspicions_;
  const EmitReport* tell_ = nullptr;
  int hangs_ = 0;
};

// A parent waits beside, holds on to what the child has found, and sends
// another one where a child dies.
ExploreResult ExploreInChild(absl::FunctionRef<std::string()> body,
                             FindingKind kind, const ExploreOptions& options) {
  const arena::Shared<ExplorationMemory> memory(options);
  Exploration exploration(body, kind, options, *memory);
  while (!memory->done) {
    memory->trail.crash.kind = runtime::CrashKind::kNone;
    memory->relieved = false;
    HangWatch watch(memory->trail, options.hang_timeout);
    const WorkerEnd end = RunForked({
        [&](EmitReport emit) {
          LeaveTrail(memory->trail);
          exploration.Run(emit);
          emit(exploration.Known());
        },
        [&](const Report& report) { exploration.Take(report); },
        [&](int pid) { return watch.Hangs(pid); },
        kDeathGrace,
    });
    const bool well = end.how == WorkerEnd::How::kExited && end.status == 0 &&
                      (memory->done || memory->relieved);
    if (!well) exploration.Bury(end);
    runtime::hot_places = memory->trail.hot_places;
  }
  return exploration.Finish();
}

}  // namespace

ExploreResult ExploreInDetail(absl::FunctionRef<std::string()> body,
                              FindingKind kind, const ExploreOptions& options,
                              ExplorationWatch* watch) {
  if (options.isolation == Isolation::kChild) {
    return ExploreInChild(body, kind, options);
  }
  const auto memory = std::make_unique<ExplorationMemory>(options);
  Exploration exploration(body, kind, options, *memory, watch);
  exploration.Run([](const Report&) {});
  return exploration.Finish();
}

void ExploredMayBeThreadless() { *threads_optional = true; }

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
