#include "harness/explain/analysis.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <utility>

namespace racekit::explain {

using runtime::TraceEvent;
using runtime::TraceKind;

bool IsRead(TraceKind kind) {
  return kind == TraceKind::kRead || kind == TraceKind::kAtomicLoad;
}

bool IsWrite(TraceKind kind) {
  return kind == TraceKind::kWrite || kind == TraceKind::kAtomicStore ||
         kind == TraceKind::kAtomicRmw || kind == TraceKind::kFree;
}

bool IsAccess(TraceKind kind) { return IsRead(kind) || IsWrite(kind); }

bool Overlap(const TraceEvent& event, std::uintptr_t address,
             std::uint32_t size) {
  return IsAccess(event.kind) && event.address < address + size &&
         address < event.address + event.size;
}

std::vector<std::size_t> LocksHeld(const Events& events, std::size_t index) {
  std::vector<std::size_t> held;
  for (std::size_t i = 0; i < index; ++i) {
    const TraceEvent& event = events[i];
    if (event.thread != events[index].thread) continue;
    if (event.kind == TraceKind::kLock ||
        event.kind == TraceKind::kLockShared) {
      held.push_back(i);
    } else if (event.kind == TraceKind::kUnlock ||
               event.kind == TraceKind::kUnlockShared) {
      const auto same =
          std::find_if(held.rbegin(), held.rend(), [&](std::size_t lock) {
            return events[lock].address == event.address;
          });
      if (same != held.rend()) held.erase(std::next(same).base());
    }
  }
  return held;
}

namespace {

// ---- data races

// `pc` may be one less, inside the call.
bool IsAt(const TraceEvent& event, int thread, std::uintptr_t pc) {
  return event.thread == thread && (event.pc == pc || event.pc == pc + 1);
}

bool IsSide(const TraceEvent& event, const RaceSides& race, int side) {
  return IsAccess(event.kind) &&
         IsAt(event, race.threads[side], race.pcs[side]);
}

// ---- wrong results

std::set<std::uintptr_t> LockAddresses(const Events& events) {
  std::set<std::uintptr_t> locks;
  for (const TraceEvent& event : events) {
    if (event.kind == TraceKind::kLock ||
        event.kind == TraceKind::kLockShared ||
        event.kind == TraceKind::kWant) {
      locks.insert(event.address);
    }
  }
  return locks;
}

// Of each location the accesses, in order. Memory that was freed is another
// location when it comes to be used again.
std::vector<std::vector<std::size_t>> AccessesByLocation(const Events& events) {
  const std::set<std::uintptr_t> locks = LockAddresses(events);
  std::vector<std::vector<std::size_t>> locations;
  std::map<std::uintptr_t, std::size_t> at_address;  // in `locations`
  for (std::size_t i = 0; i < events.size(); ++i) {
    const TraceEvent& event = events[i];
    if (!IsAccess(event.kind)) continue;
    if (locks.count(event.address) == 0) {
      const auto [at, is_new] =
          at_address.try_emplace(event.address, locations.size());
      if (is_new) locations.emplace_back();
      locations[at->second].push_back(i);
    }
    if (event.kind == TraceKind::kFree) {
      at_address.erase(at_address.lower_bound(event.address),
                       at_address.lower_bound(event.address + event.size));
    }
  }
  return locations;
}

// For each event, how many of its thread's events came before: distances as
// the thread sees them. And how often the thread had arranged with others until
// then: what it waited for is no interference.
struct ThreadClock {
  std::vector<std::uint32_t> own;
  std::vector<std::uint32_t> arrangements;
};

ThreadClock ClockOf(const Events& events) {
  struct Counts {
    std::uint32_t own = 0;
    std::uint32_t arrangements = 0;
  };
  ThreadClock clock;
  std::map<int, Counts> threads;
  for (const TraceEvent& event : events) {
    Counts& counts = threads[event.thread];
    ++counts.own;
    const bool waited = (event.kind == TraceKind::kResume ||
                         event.kind == TraceKind::kTimeout ||
                         event.kind == TraceKind::kSpurious) &&
                        event.what != nullptr &&
                        std::strcmp(event.what, "mutex") != 0 &&
                        std::strncmp(event.what, "rwlock", 6) != 0;
    if (waited || event.kind == TraceKind::kCreate ||
        event.kind == TraceKind::kJoin) {
      ++counts.arrangements;
    }
    clock.own.push_back(counts.own);
    clock.arrangements.push_back(counts.arrangements);
  }
  return clock;
}

Pattern PatternOf(const TraceEvent& first, const TraceEvent& middle,
                  const TraceEvent& last) {
  if (IsWrite(middle.kind)) {
    if (middle.known && middle.before == middle.value) return Pattern::kNone;
    if (IsRead(first.kind)) {
      // A read-modify-write looks again before it writes. Where it then finds
      // something else, what the thread went by no longer held.
      if (last.kind == TraceKind::kAtomicRmw) {
        return last.known && first.known && last.before != last.value &&
                       last.before != first.value
                   ? Pattern::kStaleRead
                   : Pattern::kNone;
      }
      if (last.kind == TraceKind::kWrite ||
          last.kind == TraceKind::kAtomicStore) {
        return Pattern::kLostUpdate;
      }
      // Who reads at one place again and again waits for a change.
      return IsRead(last.kind) && first.pc != last.pc ? Pattern::kStaleRead
                                                      : Pattern::kNone;
    }
    return IsWrite(first.kind) && IsRead(last.kind) ? Pattern::kOverwritten
                                                    : Pattern::kNone;
  }
  return IsWrite(first.kind) && IsWrite(last.kind) &&
                 first.kind != TraceKind::kFree
             ? Pattern::kIntermediateRead
             : Pattern::kNone;
}

int Weight(Pattern pattern) {
  switch (pattern) {
    case Pattern::kLostUpdate:
      return 3;
    case Pattern::kStaleRead:
      return 2;
    case Pattern::kOverwritten:
    case Pattern::kIntermediateRead:
      return 1;
    default:
      return 0;
  }
}

struct Candidate {
  int own = 0;  // of the user's code
  int weight = 0;
  std::uint32_t distance = 0;  // between first and last, to their thread
  Pattern pattern = Pattern::kNone;
  std::size_t events[3] = {};

  bool BetterThan(const Candidate& other) const {
    if (own != other.own) return own > other.own;
    if (weight != other.weight) return weight > other.weight;
    return distance < other.distance;
  }
};

void FindGivenUp(const Events& events, Analysis& analysis) {
  const std::vector<std::size_t> first =
      LocksHeld(events, analysis.critical.front());
  const std::vector<std::size_t> last =
      LocksHeld(events, analysis.critical.back());
  for (const std::size_t a : first) {
    for (const std::size_t b : last) {
      if (a != b && events[a].address == events[b].address) {
        analysis.given_up.push_back(events[a].address);
      }
    }
  }
}

// ---- threads that wait for ever

struct Holder {
  int thread = -1;
  std::size_t since = 0;
};

void FindCycle(std::vector<Wait>& waits) {
  const auto next = [&](const Wait& wait) -> Wait* {
    for (Wait& other : waits) {
      if (other.thread == wait.holder) return &other;
    }
    return nullptr;
  };
  for (Wait& start : waits) {
    const Wait* at = &start;
    for (std::size_t steps = 0; steps < waits.size() && at != nullptr;
         ++steps) {
      at = next(*at);
      if (at == &start) {
        start.in_cycle = true;
        break;
      }
    }
  }
}

// The notification of `wait` that came too early, if one did.
std::size_t EarlyNotify(const Events& events, const Wait& wait) {
  for (std::size_t i = wait.block; i > 0; --i) {
    const TraceEvent& event = events[i - 1];
    if (event.kind == TraceKind::kNotify && event.address == wait.object &&
        event.thread != wait.thread) {
      return event.value == 0 ? i - 1 : SIZE_MAX;
    }
  }
  return SIZE_MAX;
}

}  // namespace

Analysis ExplainRace(const Events& events, const RaceSides& race) {
  Analysis analysis;
  for (std::size_t second = events.size(); second > 0; --second) {
    const TraceEvent& late = events[second - 1];
    if (!IsSide(late, race, 1)) continue;
    for (std::size_t first = second - 1; first > 0; --first) {
      const TraceEvent& early = events[first - 1];
      if (!IsSide(early, race, 0)) continue;
      if (!Overlap(early, late.address, late.size)) continue;
      if (!IsWrite(early.kind) && !IsWrite(late.kind)) continue;
      analysis.pattern = Pattern::kDataRace;
      analysis.critical = {first - 1, second - 1};
      analysis.address = std::max(early.address, late.address);
      analysis.size = static_cast<std::uint32_t>(
          std::min(early.address + early.size, late.address + late.size) -
          analysis.address);
      return analysis;
    }
  }
  return analysis;
}

Analysis ExplainSteps(const Events& events, const std::vector<Step>& steps) {
  Analysis analysis;
  for (const Step& step : steps) {
    std::size_t found = SIZE_MAX;
    for (std::size_t i = events.size(); i > 0 && found == SIZE_MAX; --i) {
      const TraceEvent& event = events[i - 1];
      if (event.address == step.address && IsAt(event, step.thread, step.pc)) {
        found = i - 1;
      }
    }
    analysis.steps.push_back(found);
    if (found != SIZE_MAX) analysis.critical.push_back(found);
  }
  std::sort(analysis.critical.begin(), analysis.critical.end());
  analysis.critical.erase(
      std::unique(analysis.critical.begin(), analysis.critical.end()),
      analysis.critical.end());
  if (analysis.critical.empty()) return analysis;
  analysis.pattern = Pattern::kSteps;
  const TraceEvent& last = events[analysis.critical.back()];
  analysis.address = last.address;
  if (IsAccess(last.kind)) analysis.size = last.size;
  return analysis;
}

Analysis ExplainWrongResult(
    const Events& events,
    const std::function<bool(const TraceEvent&)>& is_own) {
  const ThreadClock clock = ClockOf(events);
  Candidate best;
  for (const std::vector<std::size_t>& accesses : AccessesByLocation(events)) {
    // Where each thread was last.
    std::map<int, std::size_t> last_of;
    for (std::size_t at = 0; at < accesses.size(); ++at) {
      const std::size_t last = accesses[at];
      const auto before = last_of.find(events[last].thread);
      if (before != last_of.end()) {
        const std::size_t first = accesses[before->second];
        if (clock.arrangements[first] == clock.arrangements[last]) {
          for (std::size_t k = before->second + 1; k < at; ++k) {
            Candidate candidate;
            candidate.pattern =
                PatternOf(events[first], events[accesses[k]], events[last]);
            candidate.weight = Weight(candidate.pattern);
            if (candidate.weight == 0) continue;
            candidate.events[0] = first;
            candidate.events[1] = accesses[k];
            candidate.events[2] = last;
            candidate.distance = clock.own[last] - clock.own[first];
            for (const std::size_t event : candidate.events) {
              if (is_own(events[event])) ++candidate.own;
            }
            if (best.weight == 0 || candidate.BetterThan(best)) {
              best = candidate;
            }
          }
        }
      }
      last_of[events[last].thread] = at;
    }
  }
  Analysis analysis;
  analysis.pattern = best.pattern;
  if (best.pattern == Pattern::kNone) return analysis;
  analysis.critical.assign(best.events, best.events + 3);
  analysis.address = events[best.events[0]].address;
  analysis.size = events[best.events[0]].size;
  FindGivenUp(events, analysis);
  return analysis;
}

Analysis ExplainStuck(const Events& events) {
  std::map<std::uintptr_t, Holder> holders;
  std::map<int, std::size_t> blocked;
  std::map<int, std::size_t> wanted;  // a lock of the program's own making
  for (std::size_t i = 0; i < events.size(); ++i) {
    const TraceEvent& event = events[i];
    switch (event.kind) {
      case TraceKind::kLock:
        wanted.erase(event.thread);
        holders[event.address] = {event.thread, i};
        break;
      case TraceKind::kLockShared:
        wanted.erase(event.thread);
        // Of several readers the first stands for all.
        holders.emplace(event.address, Holder{event.thread, i});
        break;
      case TraceKind::kUnlock:
      case TraceKind::kUnlockShared:
        holders.erase(event.address);
        break;
      case TraceKind::kWant:
        wanted[event.thread] = i;
        break;
      case TraceKind::kBlock:
        blocked[event.thread] = i;
        break;
      case TraceKind::kResume:
      case TraceKind::kTimeout:
      case TraceKind::kSpurious:
        blocked.erase(event.thread);
        break;
      default:
        break;
    }
  }
  Analysis analysis;
  for (const auto& [thread, block] : blocked) {
    Wait wait;
    wait.thread = thread;
    const auto want = wanted.find(thread);
    wait.block = want == wanted.end() ? block : want->second;
    wait.object = events[wait.block].address;
    wait.holder = events[wait.block].other;
    if (const auto holder = holders.find(wait.object);
        holder != holders.end()) {
      wait.holder = holder->second.thread;
      wait.acquired = holder->second.since;
      wait.held = true;
    }
    analysis.waits.push_back(wait);
  }
  FindCycle(analysis.waits);
  std::vector<std::size_t> critical;
  for (const Wait& wait : analysis.waits) {
    if (!wait.in_cycle) continue;
    analysis.pattern = Pattern::kDeadlock;
    if (wait.held) critical.push_back(wait.acquired);
    critical.push_back(wait.block);
    analysis.address = wait.object;
  }
  if (analysis.pattern == Pattern::kNone) {
    for (const Wait& wait : analysis.waits) {
      if (wait.holder >= 0) continue;
      analysis.address = wait.object;
      const std::size_t notify = EarlyNotify(events, wait);
      analysis.pattern =
          notify == SIZE_MAX ? Pattern::kNeverNotified : Pattern::kLostWakeup;
      critical.clear();
      if (notify != SIZE_MAX) critical.push_back(notify);
      critical.push_back(wait.block);
      if (notify != SIZE_MAX) break;
    }
  }
  if (analysis.pattern == Pattern::kNone) {
    // They wait for somebody who has gone and kept what they need.
    for (const Wait& wait : analysis.waits) {
      if (!wait.held) continue;
      analysis.pattern = Pattern::kDeadlock;
      critical = {wait.acquired, wait.block};
      analysis.address = wait.object;
    }
  }
  std::sort(critical.begin(), critical.end());
  critical.erase(std::unique(critical.begin(), critical.end()), critical.end());
  analysis.critical = std::move(critical);
  return analysis;
}

}  // namespace racekit::explain
