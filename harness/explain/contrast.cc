#include "harness/explain/contrast.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/explain/labels.h"

namespace racekit::explain {

using runtime::TraceEvent;
using runtime::TraceKind;

namespace {

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

bool OrdersThreads(TraceKind kind) {
  return kind == TraceKind::kLock || kind == TraceKind::kLockShared ||
         kind == TraceKind::kNotify || kind == TraceKind::kBlock;
}

// Those, too, are the user's way of ordering threads, though the access itself
// is the library's code.
bool IsAtomic(TraceKind kind) {
  return kind == TraceKind::kAtomicLoad || kind == TraceKind::kAtomicStore ||
         kind == TraceKind::kAtomicRmw;
}

// Events whose order may matter.
class Concerned {
 public:
  Concerned(const Events& events, const Analysis& analysis,
            const std::function<bool(const TraceEvent&)>& is_own)
      : analysis_(analysis), is_own_(is_own) {
    for (const Wait& wait : analysis.waits) objects_.insert(wait.object);
    objects_.erase(0);
    if (analysis.pattern != Pattern::kNone) return;
    std::map<std::uintptr_t, int> users;
    for (const TraceEvent& event : events) {
      if (!OrdersThreads(event.kind) && !IsAccess(event.kind)) continue;
      const auto [it, is_new] = users.try_emplace(event.address, event.thread);
      if (!is_new && it->second != event.thread) shared_.insert(event.address);
    }
    shared_.erase(0);
  }

  bool operator()(const TraceEvent& event) const {
    if (analysis_.pattern == Pattern::kNone) {
      return shared_.count(event.address) != 0 &&
             (OrdersThreads(event.kind) || IsAtomic(event.kind) ||
              (IsAccess(event.kind) && is_own_(event)));
    }
    if (OrdersThreads(event.kind) && objects_.count(event.address) != 0) {
      return true;
    }
    return analysis_.size > 0 &&
           Overlap(event, analysis_.address, analysis_.size);
  }

 private:
  const Analysis& analysis_;
  const std::function<bool(const TraceEvent&)>& is_own_;
  std::set<std::uintptr_t> objects_;
  std::set<std::uintptr_t> shared_;
};

bool CouldMatter(const TraceEvent& one, const TraceEvent& other) {
  if (one.thread == other.thread) return false;
  if (IsAccess(one.kind) != IsAccess(other.kind)) return false;
  if (!IsAccess(one.kind)) return one.address == other.address;
  return Overlap(one, other.address, other.size) &&
         !(IsRead(one.kind) && IsRead(other.kind));
}

}  // namespace

std::optional<Reordering> FindReordering(
    const Events& failing, const Events& passing, const Analysis& analysis,
    const std::function<bool(const TraceEvent&)>& is_own) {
  const std::vector<Key> keys = KeysOf(failing);
  std::map<Key, std::size_t> places;
  {
    const std::vector<Key> others = KeysOf(passing);
    for (std::size_t i = 0; i < others.size(); ++i) places[others[i]] = i;
  }
  const auto is_critical = [&](std::size_t index) {
    return std::find(analysis.critical.begin(), analysis.critical.end(),
                     index) != analysis.critical.end();
  };
  std::vector<std::size_t> concerned;
  const Concerned concerns(failing, analysis, is_own);
  for (std::size_t i = 0; i < failing.size(); ++i) {
    if (concerns(failing[i]) && places.count(keys[i]) != 0) {
      concerned.push_back(i);
    }
  }
  const bool by_pattern = analysis.pattern != Pattern::kNone;
  std::optional<Reordering> best;
  bool best_is_critical = false;
  for (std::size_t b = 0; b < concerned.size(); ++b) {
    // Beyond so many events between them nobody sees a connection.
    for (std::size_t a = b > 64 ? b - 64 : 0; a < b; ++a) {
      const std::size_t first = concerned[a];
      const std::size_t second = concerned[b];
      const TraceEvent& early = failing[first];
      const TraceEvent& late = failing[second];
      if (early.thread == late.thread) continue;
      if (IsRead(early.kind) && IsRead(late.kind)) continue;
      if (!by_pattern && !CouldMatter(early, late)) continue;
      if (places[keys[first]] < places[keys[second]]) continue;
      // To come before a thread's first is to come before the rest.
      const bool critical = is_critical(second);
      const bool earlier = !best || first < best->first ||
                           (first == best->first && second < best->second);
      if (critical == best_is_critical ? earlier : critical) {
        best = {first, second};
        best_is_critical = critical;
      }
    }
  }
  return best;
}

Analysis ExplainByOrder(const Events& failing, const Reordering& reordering) {
  Analysis analysis;
  analysis.pattern = Pattern::kOrder;
  analysis.critical = {reordering.first, reordering.second};
  const TraceEvent& first = failing[reordering.first];
  const TraceEvent& second = failing[reordering.second];
  analysis.address = std::min(first.address, second.address);
  if (IsAccess(first.kind)) {
    analysis.size = static_cast<std::uint32_t>(
        std::max(first.address + first.size, second.address + second.size) -
        analysis.address);
  }
  return analysis;
}

std::string Contrast(const Events& failing, const Reordering& reordering,
                     const Analysis& analysis, Names& names) {
  Labels labels(names);
  const bool with_object = analysis.size == 0;
  return absl::StrCat(
      "passes if ", labels.Phrase(failing[reordering.second], with_object),
      " comes before ", labels.Phrase(failing[reordering.first], with_object));
}

}  // namespace racekit::explain
