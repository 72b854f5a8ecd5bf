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

}  // namespace

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
  if (best.critical < 0) return "";
  Labels labels(names);
  const bool with_object = analysis.size == 0;
  return absl::StrCat(
      "passes if ", labels.Phrase(failing[best.second], with_object),
      " comes before ", labels.Phrase(failing[best.first], with_object));
}

}  // namespace racekit::explain
