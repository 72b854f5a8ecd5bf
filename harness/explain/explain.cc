#include "harness/explain/explain.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/explain/selection.h"
#include "harness/report/frames.h"

namespace racekit::explain {

using runtime::TraceEvent;
using runtime::TraceKind;

namespace {

bool IsLock(TraceKind kind) {
  return kind == TraceKind::kLock || kind == TraceKind::kUnlock ||
         kind == TraceKind::kLockShared || kind == TraceKind::kUnlockShared ||
         kind == TraceKind::kWant;
}

const char* ActionName(TraceKind kind) {
  switch (kind) {
    case TraceKind::kRead:
      return "read";
    case TraceKind::kWrite:
      return "write";
    case TraceKind::kAtomicLoad:
      return "load";
    case TraceKind::kAtomicStore:
      return "store";
    case TraceKind::kAtomicRmw:
      return "update";
    case TraceKind::kFree:
      return "free";
    case TraceKind::kLock:
      return "lock";
    case TraceKind::kUnlock:
      return "unlock";
    case TraceKind::kLockShared:
      return "lock-shared";
    case TraceKind::kUnlockShared:
      return "unlock-shared";
    case TraceKind::kWant:
    case TraceKind::kBlock:
      return "wait";
    case TraceKind::kResume:
      return "woken";
    case TraceKind::kTimeout:
      return "timeout";
    case TraceKind::kNotify:
      return "notify";
    case TraceKind::kCreate:
      return "create";
    case TraceKind::kJoin:
      return "join";
    case TraceKind::kExit:
      return "exit";
  }
  return "";
}

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

// The names of objects: the user's, or numbers in the order in which they come
// up.
class Labels {
 public:
  explicit Labels(Names& names) : names_(names) {}

  const Location& Of(const TraceEvent& event) {
    const auto [it, is_new] = known_.try_emplace(event.address);
    if (!is_new) return it->second;
    order_.push_back(event.address);
    it->second = names_.ObjectOf(event);
    if (!IsAccess(event.kind)) CutInsides(it->second);
    if (it->second.name.empty()) it->second.name = Numbered(event);
    return it->second;
  }

  // Different objects of one name ("from.mutex" on each of two threads) are
  // told apart by numbers.
  void TellApart() {
    std::map<std::string, int> count;
    for (const auto& [address, location] : known_) ++count[location.name];
    std::map<std::string, int> number;
    for (const std::uintptr_t address : order_) {
      std::string& name = known_[address].name;
      if (count[name] < 2) continue;
      const std::string plain = name;
      absl::StrAppend(&name, "#", ++number[plain]);
    }
  }

 private:
  // Of a std::mutex and the like the user does not know the insides.
  static void CutInsides(Location& location) {
    const std::size_t cut =
        std::min(location.name.find(".__"), location.name.find("._M_"));
    if (cut == std::string::npos) return;
    location.name.resize(cut);
    location.type.clear();
    location.file.clear();
    location.line = 0;
  }

  std::string Numbered(const TraceEvent& event) {
    if (IsLock(event.kind)) return absl::StrCat("M", ++locks_);
    if (IsAccess(event.kind)) return absl::StrCat("V", ++variables_);
    const bool mutex =
        event.what != nullptr && (std::strcmp(event.what, "mutex") == 0 ||
                                  std::strncmp(event.what, "rwlock", 6) == 0);
    return mutex ? absl::StrCat("M", ++locks_)
                 : absl::StrCat("CV", ++conditions_);
  }

  Names& names_;
  std::map<std::uintptr_t, Location> known_;
  std::vector<std::uintptr_t> order_;  // in which they came up
  int locks_ = 0;
  int variables_ = 0;
  int conditions_ = 0;
};

bool HasObject(const TraceEvent& event) {
  return event.address != 0 && event.kind != TraceKind::kJoin &&
         !(event.kind == TraceKind::kBlock && event.other >= 0);
}

// "T1's write at account.cc:15".
std::string Phrase(const TraceEvent& event, Names& names, Labels* labels) {
  std::string what = ActionName(event.kind);
  if (labels != nullptr && !IsAccess(event.kind) && event.address != 0) {
    absl::StrAppend(&what, " of ", labels->Of(event).name);
  }
  return absl::StrCat(ThreadName(event.thread), "'s ", what, " at ",
                      ShortSite(names.PlaceOf(event)));
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

class Builder {
 public:
  Builder(const Events& events, const Analysis& analysis, Names& names,
          Finding& finding)
      : events_(events),
        analysis_(analysis),
        names_(names),
        labels_(names),
        finding_(finding) {}

  void Build() {
    if (!finding_.explanation) finding_.explanation.emplace();
    out_ = &*finding_.explanation;
    const Selection selection = Select(events_, analysis_);
    // Numbers of locks and the like go by what is shown.
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (selection.shown[i] && HasObject(events_[i])) labels_.Of(events_[i]);
    }
    labels_.TellApart();
    FillFinding();
    Headline();
    Why();
    ListEvents(selection);
  }

 private:
  const TraceEvent& Critical(std::size_t i) const {
    return events_[analysis_.critical[i]];
  }

  std::string Place(const TraceEvent& event) {
    return ShortSite(names_.PlaceOf(event));
  }

  std::string Value(const TraceEvent& event, std::uint64_t value) {
    return event.known ? ValueText(value, event.size, labels_.Of(event).type)
                       : "";
  }

  std::vector<std::string> LockNames(std::size_t index) {
    std::vector<std::string> locks;
    for (const std::size_t lock : LocksHeld(events_, index)) {
      locks.push_back(labels_.Of(events_[lock]).name);
    }
    return locks;
  }

  // ---- the finding itself

  void FillFinding() {
    if (analysis_.critical.empty()) return;
    if (analysis_.pattern >= Pattern::kDataRace &&
        analysis_.pattern <= Pattern::kIntermediateRead) {
      what_ = labels_.Of(Critical(0)).name;
      if (finding_.location.name.empty()) {
        finding_.location = names_.ObjectOf(Critical(0));
      } else {
        what_ = finding_.location.name;
      }
      if (finding_.location.address == 0) {
        finding_.location.address = analysis_.address;
        finding_.location.size = analysis_.size;
      }
      if (finding_.accesses.empty()) {
        for (const std::size_t index : analysis_.critical) {
          const TraceEvent& event = events_[index];
          Access access;
          access.kind = ToAccessKind(event.kind);
          access.thread = event.thread;
          access.address = event.address;
          access.size = static_cast<int>(event.size);
          access.stack = names_.StackOf(event);
          finding_.accesses.push_back(std::move(access));
        }
      }
      if (finding_.accesses.size() == analysis_.critical.size()) {
        for (std::size_t i = 0; i < finding_.accesses.size(); ++i) {
          finding_.accesses[i].locks = LockNames(analysis_.critical[i]);
        }
      }
    }
    for (const Wait& wait : analysis_.waits) {
      for (Access& access : finding_.accesses) {
        if (access.thread == wait.thread) {
          access.stack = names_.StackOf(events_[wait.block]);
          access.action = WaitText(wait, false);
        }
      }
    }
    for (ThreadInfo& thread : finding_.threads) {
      for (const TraceEvent& event : events_) {
        if (event.kind == TraceKind::kCreate && event.other == thread.id) {
          thread.created_at = names_.StackOf(event);
        }
      }
    }
  }

  // ---- in a line

  std::string Circle() const {
    std::vector<std::string> threads;
    const Wait* start = nullptr;
    for (const Wait& wait : analysis_.waits) {
      if (wait.in_cycle && start == nullptr) start = &wait;
    }
    for (const Wait* at = start; at != nullptr;) {
      threads.push_back(ThreadName(at->thread));
      const int next = at->holder;
      at = nullptr;
      if (next == start->thread) break;
      for (const Wait& wait : analysis_.waits) {
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

  const Wait* Forgotten() const {
    for (const Wait& wait : analysis_.waits) {
      if (wait.object == analysis_.address && wait.holder < 0) return &wait;
    }
    return nullptr;
  }

  void Headline() {
    const std::string& name = what_;
    switch (analysis_.pattern) {
      case Pattern::kNone:
        return;
      case Pattern::kDataRace:
        out_->headline = absl::StrCat("data race on ", name);
        return;
      case Pattern::kLostUpdate:
        out_->headline = absl::StrCat("lost update on ", name);
        return;
      case Pattern::kStaleRead:
      case Pattern::kOverwritten:
      case Pattern::kIntermediateRead:
        out_->headline = absl::StrCat("atomicity violation on ", name);
        return;
      case Pattern::kDeadlock:
        if (const std::string circle = Circle(); !circle.empty()) {
          out_->headline = absl::StrCat("deadlock: ", circle);
        }
        return;
      case Pattern::kLostWakeup:
      case Pattern::kNeverNotified:
        if (const Wait* wait = Forgotten(); wait != nullptr) {
          out_->headline = absl::StrCat(
              analysis_.pattern == Pattern::kLostWakeup ? "lost wakeup: " : "",
              ThreadName(wait->thread), " waits for ever on ",
              labels_.Of(events_[wait->block]).name);
        }
        return;
    }
  }

  // ---- reasons

  void Why() {
    switch (analysis_.pattern) {
      case Pattern::kNone:
        return;
      case Pattern::kDataRace:
        return WhyRace();
      case Pattern::kLostUpdate:
        out_->why.push_back(absl::StrCat(
            ThreadName(Critical(0).thread), " read at ", Place(Critical(0)),
            " and wrote at ", Place(Critical(2)), "; ",
            ThreadName(Critical(1).thread), " wrote in between, at ",
            Place(Critical(1)), ", and that is lost."));
        return WhyLocks();
      case Pattern::kStaleRead:
        out_->why.push_back(absl::StrCat(
            ThreadName(Critical(0).thread), " read ", what_, " at ",
            Place(Critical(0)), " and again at ", Place(Critical(2)), "; ",
            ThreadName(Critical(1).thread), " changed it in between, at ",
            Place(Critical(1)), "."));
        return WhyLocks();
      case Pattern::kOverwritten:
        out_->why.push_back(absl::StrCat(
            ThreadName(Critical(0).thread), " wrote ", what_, " at ",
            Place(Critical(0)), " and read it at ", Place(Critical(2)), "; ",
            ThreadName(Critical(1).thread), " wrote in between, at ",
            Place(Critical(1)), "."));
        return WhyLocks();
      case Pattern::kIntermediateRead:
        out_->why.push_back(
            absl::StrCat(ThreadName(Critical(1).thread), " read ", what_,
                         " at ", Place(Critical(1)), ", between the writes of ",
                         ThreadName(Critical(0).thread), " at ",
                         Place(Critical(0)), " and ", Place(Critical(2)), "."));
        return WhyLocks();
      case Pattern::kDeadlock:
      case Pattern::kLostWakeup:
      case Pattern::kNeverNotified:
        return WhyStuck();
    }
  }

  void WhyRace() {
    const auto held = [&](std::size_t i) {
      return absl::StrCat(ThreadName(Critical(i).thread), " {",
                          absl::StrJoin(LockNames(analysis_.critical[i]), ", "),
                          "}");
    };
    out_->why.push_back(absl::StrCat(
        "nothing orders the two: no lock is held at both (", held(0), ", ",
        held(1), "), no join or atomic is between."));
  }

  void WhyLocks() {
    if (!analysis_.given_up.empty()) {
      std::vector<std::string> locks;
      for (const std::size_t lock :
           LocksHeld(events_, analysis_.critical.front())) {
        const std::uintptr_t address = events_[lock].address;
        if (std::find(analysis_.given_up.begin(), analysis_.given_up.end(),
                      address) != analysis_.given_up.end()) {
          locks.push_back(labels_.Of(events_[lock]).name);
        }
      }
      out_->why.push_back(absl::StrCat(
          ThreadName(Critical(0).thread), " holds ", absl::StrJoin(locks, ", "),
          " at both, but gives it up in between."));
      return;
    }
    const std::vector<std::size_t> first =
        LocksHeld(events_, analysis_.critical.front());
    const std::vector<std::size_t> last =
        LocksHeld(events_, analysis_.critical.back());
    const std::vector<std::string> other = LockNames(analysis_.critical[1]);
    std::vector<std::string> both;
    for (const std::size_t lock : first) {
      if (std::find(last.begin(), last.end(), lock) != last.end()) {
        both.push_back(labels_.Of(events_[lock]).name);
      }
    }
    if (both.empty()) {
      out_->why.push_back("No lock covers both.");
    } else {
      out_->why.push_back(absl::StrCat(
          ThreadName(Critical(0).thread), " holds ", absl::StrJoin(both, ", "),
          " throughout; ", ThreadName(Critical(1).thread), " holds ",
          other.empty() ? "no lock" : absl::StrJoin(other, ", "), "."));
    }
  }

  std::string WaitText(const Wait& wait, bool with_thread = true) {
    const TraceEvent& block = events_[wait.block];
    std::string text = absl::StrCat(
        with_thread ? absl::StrCat(ThreadName(wait.thread), " ") : "",
        "waits ");
    if (!HasObject(block)) {
      if (wait.holder < 0) {
        return absl::StrCat(text, "for a ",
                            block.what == nullptr ? "?" : block.what, " at ",
                            Place(block));
      }
      return absl::StrCat(text, "for the end of ", ThreadName(wait.holder),
                          " at ", Place(block));
    }
    absl::StrAppend(&text, wait.held ? "for " : "on ", labels_.Of(block).name,
                    " at ", Place(block));
    if (wait.held) {
      absl::StrAppend(&text, ", held by ", ThreadName(wait.holder), " since ",
                      Place(events_[wait.acquired]));
    }
    return text;
  }

  void WhyStuck() {
    for (const Wait& wait : analysis_.waits) {
      out_->why.push_back(WaitText(wait));
    }
    if (analysis_.pattern == Pattern::kLostWakeup) {
      out_->why.push_back(absl::StrCat(
          Phrase(Critical(0), names_, nullptr),
          " came when nobody waited yet: a notification is not kept."));
    } else if (analysis_.pattern == Pattern::kNeverNotified) {
      out_->why.push_back(
          "No notification came before or after: nobody is left who could "
          "make one.");
    }
  }

  // ---- events

  std::string Remark(std::size_t index) {
    const auto critical =
        std::find(analysis_.critical.begin(), analysis_.critical.end(), index);
    if (critical == analysis_.critical.end()) return "";
    const auto which = critical - analysis_.critical.begin();
    const TraceEvent& event = events_[index];
    switch (analysis_.pattern) {
      case Pattern::kDataRace:
        return which == 1 ? absl::StrCat("not ordered after ",
                                         ThreadName(Critical(0).thread), "'s ",
                                         ActionName(Critical(0).kind))
                          : "";
      case Pattern::kLostUpdate:
        if (which != 2) return "";
        return absl::StrCat(
            "overwrites ", ThreadName(Critical(1).thread), "'s ",
            Critical(1).known ? Value(Critical(1), Critical(1).value)
                              : "write");
      case Pattern::kStaleRead:
        return which == 2 && Critical(0).known
                   ? absl::StrCat("was ", Value(Critical(0), Critical(0).value))
                   : "";
      case Pattern::kOverwritten:
        return which == 2 ? absl::StrCat(ThreadName(Critical(1).thread),
                                         "'s value, not its own")
                          : "";
      case Pattern::kIntermediateRead:
        return which == 1
                   ? absl::StrCat("in the middle of ",
                                  ThreadName(Critical(0).thread), "'s change")
                   : "";
      case Pattern::kDeadlock:
        for (const Wait& wait : analysis_.waits) {
          if (wait.block == index && wait.held) {
            return absl::StrCat("held by ", ThreadName(wait.holder));
          }
        }
        return "";
      case Pattern::kLostWakeup:
        return event.kind == TraceKind::kNotify ? "nobody waits yet"
                                                : "for ever";
      case Pattern::kNeverNotified:
        return "for ever";
      case Pattern::kNone:
        return "";
    }
    return "";
  }

  void ListEvents(const Selection& selection) {
    std::int64_t left_out = 0;
    const std::uint64_t start = events_.empty() ? 0 : events_.front().time;
    std::unordered_map<std::uintptr_t, std::uint64_t> contents;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      const TraceEvent& from = events_[i];
      const Keep keep(from, contents);
      if (!selection.listed[i]) {
        ++left_out;
        continue;
      }
      ExplainedEvent event;
      event.action = ActionName(from.kind);
      event.thread = from.thread;
      event.other = from.other;
      if (HasObject(from)) event.object = labels_.Of(from).name;
      if (IsAccess(from.kind) && from.kind != TraceKind::kFree) {
        event.value = Value(from, from.value);
        // Of memory that nobody wrote yet the content is anybody's.
        const auto last = contents.find(from.address);
        if (IsWrite(from.kind) && last != contents.end() &&
            last->second == from.before) {
          event.before = Value(from, from.before);
        }
      }
      event.place = names_.PlaceOf(from);
      event.locks = LockNames(i);
      event.remark = Remark(i);
      event.critical =
          std::find(analysis_.critical.begin(), analysis_.critical.end(), i) !=
          analysis_.critical.end();
      event.shown = selection.shown[i];
      event.time = static_cast<std::int64_t>(from.time - start);
      event.left_out = left_out;
      left_out = 0;
      out_->events.push_back(std::move(event));
    }
    out_->left_out = left_out;
  }

  const Events& events_;
  const Analysis& analysis_;
  Names& names_;
  Labels labels_;
  Finding& finding_;
  Explanation* out_ = nullptr;
  std::string what_;  // the memory that it is about
};

// ---- contrast

// What an event is called in both executions: who did what where for which
// time.
using Key = std::tuple<int, TraceKind, std::uintptr_t, int>;

std::vector<Key> KeysOf(const Events& events) {
  std::map<std::tuple<int, TraceKind, std::uintptr_t>, int> times;
  std::vector<Key> keys;
  for (const TraceEvent& event : events) {
    const int time = times[{event.thread, event.kind, event.pc}]++;
    keys.emplace_back(event.thread, event.kind, event.pc, time);
  }
  return keys;
}

}  // namespace

std::vector<std::size_t> EventsToName(const Events& events,
                                      const Analysis& analysis,
                                      std::size_t most) {
  const Selection selection = Select(events, analysis);
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
  Builder(events, analysis, names, finding).Build();
}

std::string Contrast(const Events& failing, const Events& passing,
                     const Analysis& analysis, Names& names) {
  const std::vector<Key> keys = KeysOf(failing);
  std::map<Key, std::size_t> places;
  {
    const std::vector<Key> others = KeysOf(passing);
    for (std::size_t i = 0; i < others.size(); ++i) places[others[i]] = i;
  }
  struct Pair {
    std::size_t first = 0;
    std::size_t second = 0;
    int critical = -1;  // 1: `second` is
  };
  const auto is_critical = [&](std::size_t index) {
    return std::find(analysis.critical.begin(), analysis.critical.end(),
                     index) != analysis.critical.end();
  };
  std::set<std::uintptr_t> objects;
  for (const Wait& wait : analysis.waits) objects.insert(wait.object);
  objects.erase(0);
  std::vector<std::size_t> concerned;
  for (std::size_t i = 0; i < failing.size(); ++i) {
    const TraceEvent& event = failing[i];
    const bool of_object =
        (event.kind == TraceKind::kLock ||
         event.kind == TraceKind::kLockShared ||
         event.kind == TraceKind::kNotify || event.kind == TraceKind::kBlock) &&
        objects.count(event.address) != 0;
    if (of_object || (analysis.size > 0 &&
                      Overlap(event, analysis.address, analysis.size))) {
      if (places.count(keys[i]) != 0) concerned.push_back(i);
    }
  }
  Pair best;
  for (std::size_t b = 0; b < concerned.size(); ++b) {
    // Beyond so many events between them nobody sees a connection.
    for (std::size_t a = b > 64 ? b - 64 : 0; a < b; ++a) {
      const std::size_t first = concerned[a];
      const std::size_t second = concerned[b];
      const TraceEvent& early = failing[first];
      const TraceEvent& late = failing[second];
      if (early.thread == late.thread) continue;
      if (IsRead(early.kind) && IsRead(late.kind)) continue;
      if (places[keys[first]] < places[keys[second]]) continue;
      const int critical = is_critical(second) ? 1 : 0;
      // To come before a thread's first is to come before the rest.
      if (critical > best.critical ||
          (critical == best.critical &&
           (first < best.first ||
            (first == best.first && second < best.second)))) {
        best = {first, second, critical};
      }
    }
  }
  Labels labels(names);
  Labels* objects_too = analysis.size > 0 ? nullptr : &labels;
  if (best.critical >= 0) {
    return absl::StrCat(
        "passes if ", Phrase(failing[best.second], names, objects_too),
        " comes before ", Phrase(failing[best.first], names, objects_too));
  }
  return "";
}

}  // namespace racekit::explain
