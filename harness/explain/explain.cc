#include "harness/explain/explain.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/explain/labels.h"
#include "harness/explain/reasons.h"
#include "harness/explain/selection.h"
#include "harness/explain/story.h"
#include "harness/report/frames.h"

namespace racekit::explain {

using runtime::TraceEvent;
using runtime::TraceKind;

namespace {

AccessKind ToAccessKind(TraceKind kind) {
  switch (kind) {
    case TraceKind::kRead:
      return AccessKind::kRead;
    case TraceKind::kWrite:
      return AccessKind::kWrite;
    case TraceKind::kAtomicLoad:
      return AccessKind::kAtomicRead;
    case TraceKind::kAtomicStore:
    case TraceKind::kAtomicRmw:
      return AccessKind::kAtomicWrite;
    case TraceKind::kFree:
      return AccessKind::kFree;
    default:
      return AccessKind::kUnknown;
  }
}

// Notes at the end of an event what memory holds after it.
class Keep {
 public:
  Keep(const TraceEvent& event,
       std::unordered_map<std::uintptr_t, std::uint64_t>& contents)
      : event_(event), contents_(contents) {}
  ~Keep() {
    if (IsWrite(event_.kind) && event_.known) {
      contents_[event_.address] = event_.value;
    }
  }
  Keep(const Keep&) = delete;
  Keep& operator=(const Keep&) = delete;

 private:
  const TraceEvent& event_;
  std::unordered_map<std::uintptr_t, std::uint64_t>& contents_;
};

// What the accesses touched, and they themselves, where the finding has none.
void FillAccesses(Story& story, Finding& finding) {
  const Analysis& analysis = story.analysis;
  if (finding.location.name.empty()) {
    finding.location = story.names.ObjectOf(story.Critical(0));
  }
  if (finding.location.address == 0) {
    finding.location.address = analysis.address;
    finding.location.size = analysis.size;
  }
  if (finding.accesses.empty()) {
    for (const std::size_t index : analysis.critical) {
      const TraceEvent& event = story.events[index];
      Access access;
      access.kind = ToAccessKind(event.kind);
      access.thread = event.thread;
      access.address = event.address;
      access.size = static_cast<int>(event.size);
      access.stack = story.names.StackOf(event);
      finding.accesses.push_back(std::move(access));
    }
  }
  if (finding.accesses.size() == analysis.critical.size()) {
    for (std::size_t i = 0; i < finding.accesses.size(); ++i) {
      finding.accesses[i].locks = story.LockNames(analysis.critical[i]);
    }
  }
}

// "WHAT: T1 takes a.mutex_ at a.cc:3; T2 ...", of a message that knew no names.
void FillSteps(Story& story, Finding& finding) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < finding.accesses.size(); ++i) {
    Access& access = finding.accesses[i];
    const std::size_t index = story.analysis.steps[i];
    Frame place;
    if (index != SIZE_MAX) {
      const TraceEvent& event = story.events[index];
      if (HasObject(event)) {
        absl::StrAppend(&access.action, " ", story.labels.Of(event).name);
      }
      access.locks = story.LockNames(index);
      place = story.names.PlaceOf(event);
    } else if (const Frame* frame = FirstUserFrame(access.stack)) {
      place = *frame;
    }
    steps.push_back(absl::StrCat(ThreadName(access.thread), " ", access.action,
                                 " at ", ShortSite(place)));
  }
  story.what =
      absl::StrCat(finding.message.substr(0, finding.message.find(":")), ": ",
                   absl::StrJoin(steps, "; "));
}

void FillFinding(Story& story, Finding& finding) {
  if (story.analysis.critical.empty()) return;
  if (story.analysis.pattern == Pattern::kSteps) FillSteps(story, finding);
  if (IsMemory(story.analysis.pattern)) {
    const std::string name = finding.location.name;
    story.what = name.empty() ? story.labels.Of(story.Critical(0)).name : name;
    FillAccesses(story, finding);
  }
  for (const Wait& wait : story.analysis.waits) {
    for (Access& access : finding.accesses) {
      if (access.thread != wait.thread) continue;
      access.stack = story.names.StackOf(story.events[wait.block]);
      access.action = WaitAction(story, wait);
    }
  }
  for (ThreadInfo& thread : finding.threads) {
    for (const TraceEvent& event : story.events) {
      if (event.kind == TraceKind::kCreate && event.other == thread.id) {
        thread.created_at = story.names.StackOf(event);
      }
    }
  }
}

// What there is to say beside an event.
std::string Remark(Story& story, std::size_t index) {
  const int which = story.WhichCritical(index);
  if (which < 0) return "";
  const TraceEvent& first = story.Critical(0);
  switch (story.analysis.pattern) {
    case Pattern::kDataRace:
      if (which != 1) return "";
      return absl::StrCat("not ordered after ", ThreadName(first.thread), "'s ",
                          ActionName(first.kind));
    case Pattern::kLostUpdate: {
      if (which != 2) return "";
      const TraceEvent& lost = story.Critical(1);
      return absl::StrCat("overwrites ", ThreadName(lost.thread), "'s ",
                          lost.known ? story.Value(lost, lost.value) : "write");
    }
    case Pattern::kStaleRead:
      if (which != 2 || !first.known) return "";
      return absl::StrCat("was ", story.Value(first, first.value));
    case Pattern::kOverwritten:
      if (which != 2) return "";
      return absl::StrCat(ThreadName(story.Critical(1).thread),
                          "'s value, not its own");
    case Pattern::kIntermediateRead:
      if (which != 1) return "";
      return absl::StrCat("in the middle of ", ThreadName(first.thread),
                          "'s change");
    case Pattern::kDeadlock:
      for (const Wait& wait : story.analysis.waits) {
        if (wait.block == index && wait.held) {
          return absl::StrCat("held by ", ThreadName(wait.holder));
        }
      }
      return "";
    case Pattern::kLostWakeup:
      return story.events[index].kind == TraceKind::kNotify ? "nobody waits yet"
                                                            : "for ever";
    case Pattern::kNeverNotified:
      return "for ever";
    case Pattern::kOrder:
      return which == 0 ? "too early" : "too late";
    case Pattern::kSteps:
    case Pattern::kNone:
      return "";
  }
  return "";
}

void ListEvents(Story& story, const Selection& selection, Explanation& out) {
  const Events& events = story.events;
  std::int64_t left_out = 0;
  const std::uint64_t start = events.empty() ? 0 : events.front().time;
  std::unordered_map<std::uintptr_t, std::uint64_t> contents;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const TraceEvent& from = events[i];
    const Keep keep(from, contents);
    if (!selection.listed[i]) {
      ++left_out;
      continue;
    }
    ExplainedEvent event;
    event.action = ActionName(from.kind);
    event.thread = from.thread;
    event.other = from.other;
    if (HasObject(from)) event.object = story.labels.Of(from).name;
    if (IsAccess(from.kind) && from.kind != TraceKind::kFree) {
      event.value = story.Value(from, from.value);
      // Of memory that nobody wrote yet the content is anybody's.
      const auto last = contents.find(from.address);
      if (IsWrite(from.kind) && last != contents.end() &&
          last->second == from.before) {
        event.before = story.Value(from, from.before);
      }
    }
    event.place = story.names.PlaceOf(from);
    event.locks = story.LockNames(i);
    event.remark = Remark(story, i);
    event.critical = story.WhichCritical(i) >= 0;
    event.shown = selection.shown[i];
    event.time = static_cast<std::int64_t>(from.time - start);
    event.left_out = left_out;
    left_out = 0;
    out.events.push_back(std::move(event));
  }
  out.left_out = left_out;
}

}  // namespace

std::vector<std::size_t> EventsToName(const Events& events,
                                      const Analysis& analysis, Names& names,
                                      std::size_t most) {
  const Selection selection = Select(events, analysis, names);
  std::vector<std::size_t> chosen;
  std::set<std::uintptr_t> known;
  const auto add = [&](std::size_t index) {
    if (chosen.size() < most && HasObject(events[index]) &&
        known.insert(events[index].address).second) {
      chosen.push_back(index);
    }
  };
  for (const std::size_t index : analysis.critical) add(index);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (selection.shown[i]) add(i);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

void Explain(const Events& events, const Analysis& analysis, Names& names,
             Finding& finding) {
  if (!finding.explanation) finding.explanation.emplace();
  Explanation& explanation = *finding.explanation;
  const Selection selection = Select(events, analysis, names);
  Story story(events, analysis, names);
  // Numbers of locks and the like go by what is shown.
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (selection.shown[i] && HasObject(events[i])) {
      story.labels.Of(events[i]);
    }
  }
  story.labels.TellApart();
  FillFinding(story, finding);
  explanation.headline = Headline(story);
  explanation.why = Reasons(story);
  ListEvents(story, selection, explanation);
}

}  // namespace racekit::explain
