#include "harness/explore/execute.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/explore/code_places.h"
#include "harness/explore/outcome_findings.h"
#include "harness/explore/problem_findings.h"
#include "harness/explore/race_names.h"
#include "harness/report/one_line.h"
#include "harness/runtime/access.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/panel.h"
#include "harness/runtime/region_functions.h"
#include "harness/stress/assertions.h"
#include "harness/symbols/functions.h"
#include "harness/symbols/module.h"

namespace racekit::internal {
namespace {

using runtime::Ending;
using runtime::hot_places;

// What detectors that look closely see in one execution they would see in most
// others. They slow an execution down several times, and all of them together
// by a few percent.
bool IsLookedAtClosely(std::uint64_t number) {
  constexpr std::uint64_t kFirst = 4;
  constexpr std::uint64_t kThen = 64;
  return number < kFirst || number % kThen == 0;
}

// In an execution. One that its waiter expects changes nothing, and a second
// comes in the middle of what that does next.
constexpr int kMostSpuriousWakeups = 4;

// What the thread that runs the body is handed.
struct BodyCall {
  absl::FunctionRef<std::string()> body;
  std::string observed;
};

void CallBody(void* argument) {
  auto* call = static_cast<BodyCall*>(argument);
  // Not caught here what it throws: see Containment.
  call->observed = call->body();
}

}  // namespace

Executor::Executor(absl::FunctionRef<std::string()> body, FindingKind kind,
                   const ExploreOptions& options, Trail* trail)
    : body_(body),
      kind_(kind),
      options_(options),
      fork_server_(
          options.isolation == Isolation::kFork
              ? new ForkServer(options.hang_timeout, options.memory_limit)
              : nullptr),
      own_trail_(trail == nullptr && !isolated() ? new Trail : nullptr),
      trail_(isolated()         ? fork_server_->trail()
             : trail == nullptr ? *own_trail_
                                : *trail) {
  runtime::use_wrfsbase = runtime::HasFsgsbase();
  hot_places.Clear();
  ForgetRaceNames();
  runtime::panel.SwitchOn(options.detectors);
  runtime::region_functions.Clear();
  for (const std::string& name : options.atomic_functions) {
    const std::vector<FunctionCode> functions = FunctionsNamed(name);
    if (functions.empty()) unknown_functions_.push_back(name);
    for (const FunctionCode& function : functions) {
      runtime::region_functions.Add(name.c_str(), function.begin, function.end);
    }
  }
}

std::optional<Execution> Executor::Execute(schedule::Strategy* strategy,
                                           std::uint64_t number) {
  trail_.recorder.Record(strategy);
  std::optional<Execution> execution;
  if (!trail_.recorder.BeginExecution(number)) return execution;
  trail_.in_strategy = true;
  runtime::panel.LookClosely(IsLookedAtClosely(number));
  Run(strategy, number, execution.emplace());
  trail_.in_strategy = false;
  if (hot_places.ActivateAll()) {
    strategy->PointsChanged();
    trail_.hot_places = hot_places;
  }
  return execution;
}

void Executor::MakePoint(std::uintptr_t pc) { hot_places.Add(pc); }

Execution Executor::ExecuteAt(const schedule::Schedule& points_of,
                              schedule::Strategy* strategy) {
  const runtime::HotPlaces saved = hot_places;
  hot_places.Clear();
  spurious_wakeups_ = false;
  for (const std::uint64_t place : points_of.places()) {
    if (place == schedule::Schedule::kSpuriousWakeups) {
      spurious_wakeups_ = true;
    } else {
      hot_places.Add(AddressOfPlace(place));
    }
  }
  hot_places.ActivateAll();
  trail_.recorder.Record(strategy);
  trail_.recorder.BeginExecution(0);
  runtime::panel.LookClosely(closely_);
  Execution execution;
  Run(strategy, 0, execution);
  trail_.recorder.Record(nullptr);
  spurious_wakeups_ = false;
  hot_places = saved;
  return execution;
}

Replayed Executor::Replay(const schedule::Schedule& schedule) {
  schedule::Replay replay(&schedule);
  Replayed replayed;
  replayed.execution = ExecuteAt(schedule, &replay);
  replayed.departure = replay.departure();
  return replayed;
}

Replayed Executor::ReplayPatiently(const schedule::Schedule& schedule) {
  // Nothing is left behind for the next one that has a process of its own.
  const int attempts = isolated() ? 1 : 8;
  Replayed replayed = Replay(schedule);
  for (int i = 1;
       i < attempts && replayed.departure && !replayed.execution.skipped; ++i) {
    replayed = Replay(schedule);
  }
  return replayed;
}

void Executor::Run(schedule::Strategy* strategy, std::uint64_t number,
                   Execution& execution) {
  AddPlaces();
  if (isolated()) {
    execution = fork_server_->Execute(strategy, [this] {
      Execution here;
      RunHere(here);
      return here;
    });
  } else {
    RunHere(execution);
    if (!execution.findings.empty()) LoadDebugInformation();
  }
  if (check_) check_(execution);
  if (execution.findings.empty() && execution.suspicions.empty()) return;
  const std::string text = schedule::ToString(trail_.recorder.schedule());
  for (auto* findings : {&execution.findings, &execution.suspicions}) {
    for (Finding& finding : *findings) {
      if (finding.detector.empty()) finding.detector = "explore";
      finding.schedule = text;
      finding.switches = execution.outcome.switches;
      finding.strategy = strategy->name();
      finding.first_execution = static_cast<std::int64_t>(number) + 1;
    }
  }
}

void Executor::RunHere(Execution& execution) {
  runtime::Limits limits;
  limits.steps = options_.max_steps;
  if (spurious_wakeups_) limits.spurious_wakeups = kMostSpuriousWakeups;
  limits.stack_bytes = static_cast<std::size_t>(options_.stack_bytes);
  std::unique_ptr<Assertions> own_capture;
  Assertions* capture = Assertions::current();
  if (capture == nullptr && options_.capture_assertions) {
    own_capture = Assertions::Capture();
    capture = own_capture.get();
  }
  if (capture != nullptr) capture->Clear();
  BodyCall call{body_, ""};
  trail_.begun.store(trail_.begun.load(std::memory_order_relaxed) + 1,
                     std::memory_order_relaxed);
  trail_.executing.store(true, std::memory_order_relaxed);
  execution.outcome =
      runtime::world.Run(&CallBody, &call, &trail_.recorder, limits,
                         options_.threads == ControlledThreads::kReal
                             ? runtime::ThreadMode::kOs
                             : runtime::ThreadMode::kFibers);
  trail_.executing.store(false, std::memory_order_relaxed);
  trail_.recorder.EndExecution(runtime::world.views(),
                               execution.outcome.threads);
  if (capture != nullptr) {
    execution.skipped = capture->skipped();
    if (execution.skipped) return;
    execution.findings = capture->Findings();
  }
  AppendFindings(call.observed, execution);
}

void Executor::AddPlaces() {
  if (spurious_wakeups_) {
    trail_.recorder.schedule().AddPlace(schedule::Schedule::kSpuriousWakeups);
  }
  for (int i = 0; i < hot_places.active(); ++i) {
    const std::optional<std::uint64_t> place = PlaceOf(hot_places.at(i));
    if (place) trail_.recorder.schedule().AddPlace(*place);
  }
}

void Executor::AppendFindings(const std::string& observed,
                              Execution& execution) const {
  AppendOutcome(execution.outcome, execution.findings);
  AppendProblems(execution.findings, execution.suspicions);
  if (execution.outcome.ending != Ending::kFinished || observed.empty()) return;
  Finding finding;
  finding.kind = kind_;
  finding.message = OneLine(observed);
  finding.fingerprint = "observed";
  execution.findings.push_back(std::move(finding));
}

}  // namespace racekit::internal
