#include "harness/explain/reasons.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/explain/labels.h"
#include "harness/explain/names.h"

namespace racekit::explain {

using runtime::TraceEvent;

namespace {

// "T1 and T2 wait for each other". Empty if nobody does.
std::string Circle(const Story& story) {
  std::vector<std::string> threads;
  const Wait* start = nullptr;
  for (const Wait& wait : story.analysis.waits) {
    if (wait.in_cycle && start == nullptr) start = &wait;
  }
  for (const Wait* at = start; at != nullptr;) {
    threads.push_back(ThreadName(at->thread));
    const int next = at->holder;
    at = nullptr;
    if (next == start->thread) break;
    for (const Wait& wait : story.analysis.waits) {
      if (wait.thread == next) at = &wait;
    }
  }
  if (threads.size() == 1) return absl::StrCat(threads[0], " for itself");
  if (threads.size() == 2) {
    return absl::StrCat(threads[0], " and ", threads[1],
                        " wait for each other");
  }
  if (!threads.empty()) threads.push_back(threads[0]);
  return absl::StrJoin(threads, " waits for ");
}

// Who waits for a notification.
const Wait* Forgotten(const Story& story) {
  for (const Wait& wait : story.analysis.waits) {
    if (wait.object == story.analysis.address && wait.holder < 0) return &wait;
  }
  return nullptr;
}

// A lock that both accesses of a data race hold, shared.
std::string SharedByBoth(Story& story) {
  const std::vector<std::size_t> second =
      LocksHeld(story.events, story.analysis.critical[1]);
  for (const std::size_t one :
       LocksHeld(story.events, story.analysis.critical[0])) {
    for (const std::size_t other : second) {
      if (story.events[one].address == story.events[other].address) {
        return story.labels.Of(story.events[one]).name;
      }
    }
  }
  return "";
}

std::string RaceReason(Story& story) {
  const std::string shared = SharedByBoth(story);
  if (!shared.empty()) {
    return absl::StrCat("nothing orders the two: ", shared,
                        " is held at both, but shared: readers do not keep "
                        "each other out; no join or atomic is between.");
  }
  const auto held = [&](std::size_t i) {
    return absl::StrCat(
        ThreadName(story.Critical(i).thread), " {",
        absl::StrJoin(story.LockNames(story.analysis.critical[i]), ", "), "}");
  };
  return absl::StrCat("nothing orders the two: no lock is held at both (",
                      held(0), ", ", held(1),
                      "), no join or atomic is between.");
}

// Of three accesses, the first and last by one thread and the second by
// another: what they add up to.
std::string PatternReason(Story& story) {
  const std::string first = story.Place(story.Critical(0));
  const std::string middle = story.Place(story.Critical(1));
  const std::string last = story.Place(story.Critical(2));
  const std::string one = ThreadName(story.Critical(0).thread);
  const std::string other = ThreadName(story.Critical(1).thread);
  const char* const again =
      story.Critical(2).kind == runtime::TraceKind::kAtomicRmw
          ? " and updated it at "
          : " and again at ";
  switch (story.analysis.pattern) {
    case Pattern::kLostUpdate:
      return absl::StrCat(one, " read at ", first, " and wrote at ", last, "; ",
                          other, " wrote in between, at ", middle,
                          ", and that is lost.");
    case Pattern::kStaleRead:
      return absl::StrCat(one, " read ", story.what, " at ", first, again, last,
                          "; ", other, " changed it in between, at ", middle,
                          ".");
    case Pattern::kOverwritten:
      return absl::StrCat(one, " wrote ", story.what, " at ", first,
                          " and read it at ", last, "; ", other,
                          " wrote in between, at ", middle, ".");
    default:
      return absl::StrCat(other, " read ", story.what, " at ", middle,
                          ", between the writes of ", one, " at ", first,
                          " and ", last, ".");
  }
}

// Why locks did not keep the second of three accesses out.
std::string LocksReason(Story& story) {
  const Analysis& analysis = story.analysis;
  const std::string one = ThreadName(story.Critical(0).thread);
  const std::vector<std::size_t> first =
      LocksHeld(story.events, analysis.critical.front());
  const auto names_if = [&](const auto& wanted) {
    std::vector<std::string> names;
    for (const std::size_t lock : first) {
      if (wanted(lock)) {
        names.push_back(story.LockName(lock));
      }
    }
    return absl::StrJoin(names, ", ");
  };
  if (!analysis.given_up.empty()) {
    const std::string locks = names_if([&](std::size_t lock) {
      return std::find(analysis.given_up.begin(), analysis.given_up.end(),
                       story.events[lock].address) != analysis.given_up.end();
    });
    return absl::StrCat(one, " holds ", locks,
                        " at both, but gives it up in between.");
  }
  const std::vector<std::size_t> last =
      LocksHeld(story.events, analysis.critical.back());
  const std::string both = names_if([&](std::size_t lock) {
    return std::find(last.begin(), last.end(), lock) != last.end();
  });
  if (both.empty()) return "No lock covers both.";
  const std::string others =
      absl::StrJoin(story.LockNames(analysis.critical[1]), ", ");
  return absl::StrCat(one, " holds ", both, " throughout; ",
                      ThreadName(story.Critical(1).thread), " holds ",
                      others.empty() ? "no lock" : others, ".");
}

// Of threads that wait for ever.
std::vector<std::string> StuckReasons(Story& story) {
  std::vector<std::string> reasons;
  for (const Wait& wait : story.analysis.waits) {
    reasons.push_back(WaitText(story, wait));
  }
  if (story.analysis.pattern == Pattern::kLostWakeup) {
    reasons.push_back(absl::StrCat(
        story.labels.Phrase(story.Critical(0), false),
        " came when nobody waited yet: a notification is not kept."));
  } else if (story.analysis.pattern == Pattern::kNeverNotified) {
    reasons.push_back(
        "No notification came before or after: nobody is left who could make "
        "one.");
  }
  return reasons;
}

}  // namespace

std::string Headline(Story& story) {
  switch (story.analysis.pattern) {
    case Pattern::kNone:
    case Pattern::kOrder:
      return "";
    case Pattern::kSteps:
      return story.what;
    case Pattern::kDataRace:
      for (std::size_t i = 0; i < 2; ++i) {
        if (story.Critical(i).kind == runtime::TraceKind::kFree) {
          return absl::StrCat(
              "data race on ", story.labels.Of(story.Critical(1 - i)).name,
              ", which ", ThreadName(story.Critical(i).thread), " frees");
        }
      }
      return absl::StrCat("data race on ", story.what);
    case Pattern::kLostUpdate:
      return absl::StrCat("lost update on ", story.what);
    case Pattern::kStaleRead:
    case Pattern::kOverwritten:
    case Pattern::kIntermediateRead:
      return absl::StrCat("atomicity violation on ", story.what);
    case Pattern::kDeadlock: {
      const std::string circle = Circle(story);
      return circle.empty() ? "" : absl::StrCat("deadlock: ", circle);
    }
    case Pattern::kLostWakeup:
    case Pattern::kNeverNotified: {
      const Wait* wait = Forgotten(story);
      if (wait == nullptr) return "";
      const bool lost = story.analysis.pattern == Pattern::kLostWakeup;
      return absl::StrCat(lost ? "lost wakeup: " : "", ThreadName(wait->thread),
                          " waits for ever on ",
                          story.labels.Of(story.events[wait->block]).name);
    }
  }
  return "";
}

std::vector<std::string> Reasons(Story& story) {
  switch (story.analysis.pattern) {
    case Pattern::kNone:
    case Pattern::kOrder:  // the contrast says it
    case Pattern::kSteps:  // the headline does
      return {};
    case Pattern::kDataRace:
      return {RaceReason(story)};
    case Pattern::kLostUpdate:
    case Pattern::kStaleRead:
    case Pattern::kOverwritten:
    case Pattern::kIntermediateRead:
      return {PatternReason(story), LocksReason(story)};
    case Pattern::kDeadlock:
    case Pattern::kLostWakeup:
    case Pattern::kNeverNotified:
      return StuckReasons(story);
  }
  return {};
}

std::string WaitText(Story& story, const Wait& wait) {
  return absl::StrCat(ThreadName(wait.thread), " ", WaitAction(story, wait));
}

std::string WaitAction(Story& story, const Wait& wait) {
  const TraceEvent& block = story.events[wait.block];
  const std::string place = story.Place(block);
  if (!HasObject(block)) {
    if (wait.holder >= 0) {
      return absl::StrCat("waits for the end of ", ThreadName(wait.holder),
                          " at ", place);
    }
    return absl::StrCat("waits for a ",
                        block.what == nullptr ? "?" : block.what, " at ",
                        place);
  }
  const std::string& object = story.labels.Of(block).name;
  if (!wait.held) return absl::StrCat("waits on ", object, " at ", place);
  return absl::StrCat("waits for ", object, " at ", place, ", held by ",
                      ThreadName(wait.holder), " since ",
                      story.Place(story.events[wait.acquired]));
}

}  // namespace racekit::explain
