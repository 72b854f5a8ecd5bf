#include "harness/explore/execute.h"

#include <optional>
#include <string>
#include <utility>

#include "harness/explore/code_places.h"
#include "harness/explore/outcome_findings.h"
#include "harness/runtime/access.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/stress/assertion_capture.h"

namespace racekit::internal {
namespace {

using runtime::Ending;
using runtime::hot_places;

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
                   const ExploreOptions& options)
    : body_(body), kind_(kind), options_(options) {
  runtime::use_wrfsbase = runtime::HasFsgsbase();
  hot_places.Clear();
}

std::optional<Execution> Executor::Execute(schedule::Strategy* strategy,
                                           std::uint64_t number) {
  recorder_.Record(strategy);
  if (!recorder_.BeginExecution(number)) return std::nullopt;
  Execution execution = Run(strategy, number);
  if (hot_places.ActivateAll()) strategy->PointsChanged();
  return execution;
}

Execution Executor::ExecuteAt(const schedule::Schedule& points_of,
                              schedule::Strategy* strategy) {
  const runtime::HotPlaces saved = hot_places;
  hot_places.Clear();
  for (const std::uint64_t place : points_of.places()) {
    hot_places.Add(AddressOfPlace(place));
  }
  hot_places.ActivateAll();
  recorder_.Record(strategy);
  recorder_.BeginExecution(0);
  Execution execution = Run(strategy, 0);
  recorder_.Record(nullptr);
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
  constexpr int kAttempts = 8;
  Replayed replayed = Replay(schedule);
  for (int i = 1;
       i < kAttempts && replayed.departure && !replayed.execution.skipped;
       ++i) {
    replayed = Replay(schedule);
  }
  return replayed;
}

Execution Executor::Run(schedule::Strategy* strategy, std::uint64_t number) {
  runtime::Limits limits;
  limits.steps = options_.max_steps;
  AddPlaces();
  Execution execution;
  {
    std::optional<AssertionCapture> own_capture;
    AssertionCapture* capture = AssertionCapture::current();
    if (capture == nullptr) capture = &own_capture.emplace();
    capture->Clear();
    BodyCall call{body_, ""};
    execution.outcome =
        runtime::world.Run(&CallBody, &call, &recorder_, limits,
                           options_.threads == ControlledThreads::kReal
                               ? runtime::ThreadMode::kOs
                               : runtime::ThreadMode::kFibers);
    recorder_.EndExecution(runtime::world.views(), execution.outcome.threads);
    execution.skipped = capture->skipped();
    if (execution.skipped) return execution;
    execution.findings = capture->Findings();
    AppendFindings(call.observed, execution);
  }
  if (execution.findings.empty()) return execution;
  const std::string text = schedule::ToString(recorder_.schedule());
  for (Finding& finding : execution.findings) {
    finding.detector = "explore";
    finding.schedule = text;
    finding.switches = execution.outcome.switches;
    finding.strategy = strategy->name();
    finding.first_execution = static_cast<std::int64_t>(number) + 1;
  }
  return execution;
}

void Executor::AddPlaces() {
  for (int i = 0; i < hot_places.active(); ++i) {
    const std::optional<std::uint64_t> place = PlaceOf(hot_places.at(i));
    if (place) recorder_.schedule().AddPlace(*place);
  }
}

void Executor::AppendFindings(const std::string& observed,
                              Execution& execution) const {
  AppendOutcome(execution.outcome, execution.findings);
  if (execution.outcome.ending != Ending::kFinished || observed.empty()) return;
  Finding finding;
  finding.kind = kind_;
  finding.message = OneLine(observed);
  finding.fingerprint = "observed";
  execution.findings.push_back(std::move(finding));
}

}  // namespace racekit::internal
