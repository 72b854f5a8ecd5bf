#include "harness/explore/explain_findings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/explain/analysis.h"
#include "harness/explain/contrast.h"
#include "harness/explain/explain.h"
#include "harness/explain/names.h"
#include "harness/explore/finding_subject.h"
#include "harness/explore/race_names.h"
#include "harness/explore/stack_of.h"
#include "harness/report/frames.h"
#include "harness/runtime/trace.h"
#include "harness/runtime/world.h"
#include "harness/schedule/contrast.h"
#include "harness/schedule/shrink.h"
#include "harness/symbols/module.h"
#include "harness/symbols/symbols.h"

namespace racekit::internal {
namespace {

using explain::Analysis;
using explain::Events;
using runtime::TraceEvent;
using runtime::TraceKind;
using runtime::world;

constexpr int kMostExplained = 8;
constexpr std::size_t kMostNamed = 6;

// Places from debug information.
class SymbolNames final : public explain::Names {
 public:
  // One question to the symboliser for all.
  void Prepare(const Events& events) {
    std::set<std::uintptr_t> pcs;
    std::set<std::uint32_t> nodes;
    for (const TraceEvent& event : events) {
      pcs.insert(event.pc);
      for (std::uint32_t node = event.node;
           node != 0 && nodes.insert(node).second;
           node = world.calls().parent(node)) {
        pcs.insert(world.calls().pc(node));
      }
    }
    const std::vector<std::uintptr_t> all(pcs.begin(), pcs.end());
    Symbolize(all.data(), static_cast<int>(all.size()));
  }

  Frame PlaceOf(const TraceEvent& event) override {
    const Stack& stack = Known(event);
    const Frame* frame = FirstUserFrame(stack);
    return frame == nullptr ? Frame() : *frame;
  }
  Stack StackOf(const TraceEvent& event) override { return Known(event); }
  Location ObjectOf(const TraceEvent& event) override {
    const auto named = named_.find(event.address);
    return named == named_.end() ? Location() : named->second;
  }
  void SetName(std::uintptr_t address, Location location) {
    named_[address] = std::move(location);
  }

  // The access itself is the user's code, not a library's on its behalf.
  bool IsOwn(const TraceEvent& event) {
    const Stack& stack = Known(event);
    return !stack.empty() && IsUserFrame(stack.front());
  }

 private:
  const Stack& Known(const TraceEvent& event) {
    const auto [it, is_new] = known_.try_emplace({event.node, event.pc});
    if (is_new) it->second = internal::StackOf(event.node, event.pc);
    return it->second;
  }

  std::map<std::pair<std::uint32_t, std::uintptr_t>, Stack> known_;
  std::map<std::uintptr_t, Location> named_;
};

// An execution under `schedule`, with its trace.
struct Traced {
  Execution execution;
  Events events;
};

Traced RunTraced(Executor& executor, const schedule::Schedule& schedule) {
  Traced traced;
  runtime::trace.Start();
  traced.execution = executor.Replay(schedule).execution;
  runtime::trace.Stop();
  const auto& events = runtime::trace.events();
  traced.events.assign(events.begin(), events.end());
  return traced;
}

// A detector's, that says what each of its threads does.
bool HasSteps(const Finding& finding) {
  return !finding.accesses.empty() &&
         std::all_of(
             finding.accesses.begin(), finding.accesses.end(),
             [](const Access& access) { return !access.action.empty(); });
}

Analysis AnalyseSteps(const Finding& finding, const Events& events) {
  std::vector<explain::Step> steps;
  for (const Access& access : finding.accesses) {
    steps.push_back({access.thread,
                     access.stack.empty() ? 0 : access.stack.front().pc,
                     access.address});
  }
  return explain::ExplainSteps(events, steps);
}

Analysis Analyse(const Finding& finding, const Events& events,
                 SymbolNames& names) {
  switch (finding.kind) {
    case FindingKind::kDataRace:
    case FindingKind::kUseAfterFree:
      if (finding.accesses.size() == 2 && !finding.accesses[0].stack.empty() &&
          !finding.accesses[1].stack.empty()) {
        explain::RaceSides sides;
        for (int i = 0; i < 2; ++i) {
          const Access& access = finding.accesses[i];
          sides.threads[i] = access.thread;
          sides.pcs[i] = access.stack.front().pc;
        }
        Analysis analysis = explain::ExplainRace(events, sides);
        if (analysis.pattern != explain::Pattern::kNone) {
          if (HasSteps(finding)) {
            analysis.pattern = explain::Pattern::kSteps;
            analysis.steps = analysis.critical;
          }
          return analysis;
        }
      }
      return HasSteps(finding) ? AnalyseSteps(finding, events) : Analysis();
    case FindingKind::kDeadlock:
    case FindingKind::kLostWakeup:
    case FindingKind::kLeakedThread:
      return explain::ExplainStuck(events);
    case FindingKind::kLivelock:
    case FindingKind::kStepLimit:
    case FindingKind::kNothingControlled:
      return {};
    default:
      if (HasSteps(finding)) return AnalyseSteps(finding, events);
      return explain::ExplainWrongResult(
          events, [&](const TraceEvent& event) { return names.IsOwn(event); });
  }
}

class Explainer {
 public:
  Explainer(Executor& executor, std::int64_t shrink)
      : executor_(executor), shrink_(shrink) {}

  void Run(Finding& finding) {
    schedule::Schedule failing;
    if (!schedule::Parse(finding.schedule, failing).message.empty()) return;
    FindingSubject subject(&executor_, &failing, &finding.fingerprint);
    Explanation explanation;
    schedule::Schedule shortest;
    if (!Shrink(subject, failing, explanation, shortest)) {
      finding.notes.push_back(
          "its schedule, executed again, did not show this: the body depends "
          "on more than the schedule (globals it changed, clocks, random "
          "numbers, addresses)");
      return;
    }
    schedule::Schedule passing;
    Events passing_events;
    const bool contrast =
        finding.kind != FindingKind::kDataRace &&
        finding.kind != FindingKind::kLockOrder &&
        schedule::NearestPassing(subject, shortest, {}, passing).found;
    if (contrast) {
      passing.CopyPlacesFrom(failing);
      passing_events = RunTraced(executor_, passing).events;
    }
    Traced traced = RunTraced(executor_, shortest);
    Finding* same = FindingLike(finding.fingerprint, traced.execution);
    if (same == nullptr) return;
    Adopt(*same, traced.execution, explanation, finding);
    SymbolNames names;
    names.Prepare(traced.events);
    const auto is_own = [&](const TraceEvent& event) {
      return names.IsOwn(event);
    };
    Analysis analysis = Analyse(finding, traced.events, names);
    std::optional<explain::Reordering> reordering;
    if (contrast) {
      names.Prepare(passing_events);
      reordering = explain::FindReordering(traced.events, passing_events,
                                           analysis, is_own);
      if (reordering && analysis.pattern == explain::Pattern::kNone) {
        analysis = explain::ExplainByOrder(traced.events, *reordering);
      }
    }
    NameObjects(shortest, traced.events, analysis, names);
    explain::Explain(traced.events, analysis, names, finding);
    if (contrast) {
      finding.explanation->passing_schedule = schedule::ToString(passing);
    }
    if (reordering) {
      finding.explanation->contrast =
          explain::Contrast(traced.events, *reordering, analysis, names);
    }
  }

 private:
  bool Shrink(FindingSubject& subject, const schedule::Schedule& failing,
              Explanation& explanation, schedule::Schedule& shortest) const {
    schedule::ShrinkOptions options;
    options.executions = std::max<std::int64_t>(shrink_, 1);
    const schedule::ShrinkResult result =
        schedule::Shrink(subject, failing, options, shortest);
    shortest.CopyPlacesFrom(failing);
    explanation.switches_before = result.before.switches;
    explanation.shortest = result.exhausted;
    explanation.executions = result.executions;
    return result.reproduced;
  }

  // In the middle of an event the stack leads to the name of what it is done
  // to: once more, then, now that it is known which events matter.
  void NameObjects(const schedule::Schedule& schedule, const Events& events,
                   const Analysis& analysis, SymbolNames& names) {
    const std::vector<std::size_t> indices =
        explain::EventsToName(events, analysis, names, kMostNamed);
    if (indices.empty()) return;
    runtime::trace.Watch(indices.data(), indices.size(), &NameEvent);
    RunTraced(executor_, schedule);
    runtime::trace.Watch(nullptr, 0, nullptr);
    for (const std::size_t index : indices) {
      names.SetName(events[index].address, LocationOfEvent(events[index]));
    }
  }

  // What the shortest execution says, of the finding as it was first seen.
  static void Adopt(Finding& from, const Execution& execution,
                    Explanation& explanation, Finding& finding) {
    finding.message = std::move(from.message);
    finding.location = std::move(from.location);
    finding.accesses = std::move(from.accesses);
    finding.threads = std::move(from.threads);
    finding.schedule = std::move(from.schedule);
    finding.switches = from.switches;
    explanation.switches = execution.outcome.switches;
    explanation.preemptions = execution.outcome.preemptions;
    finding.explanation = std::move(explanation);
  }

  Executor& executor_;
  const std::int64_t shrink_;
};

}  // namespace

void ExplainFindings(Executor& executor, std::int64_t shrink,
                     std::vector<Finding>& findings) {
  if (findings.empty()) return;
  LoadDebugInformation();
  Explainer explainer(executor, shrink);
  int explained = 0;
  for (Finding& finding : findings) {
    // Executions that go on for ever are too long to try others like them.
    if (finding.schedule.empty() || finding.kind == FindingKind::kStepLimit ||
        finding.kind == FindingKind::kHang) {
      continue;
    }
    if (++explained > kMostExplained) return;
    explainer.Run(finding);
  }
}

}  // namespace racekit::internal
