#include "harness/explain/story.h"

#include <algorithm>

#include "harness/report/frames.h"

namespace racekit::explain {

using runtime::TraceEvent;

int Story::WhichCritical(std::size_t index) const {
  const auto found =
      std::find(analysis.critical.begin(), analysis.critical.end(), index);
  return found == analysis.critical.end()
             ? -1
             : static_cast<int>(found - analysis.critical.begin());
}

std::string Story::Place(const TraceEvent& event) {
  return ShortSite(names.PlaceOf(event));
}

std::string Story::Value(const TraceEvent& event, std::uint64_t value) {
  return event.known ? ValueText(value, event.size, labels.Of(event).type) : "";
}

std::string Story::LockName(std::size_t lock) {
  const std::string& name = labels.Of(events[lock]).name;
  return events[lock].kind == runtime::TraceKind::kLockShared
             ? name + " (shared)"
             : name;
}

std::vector<std::string> Story::LockNames(std::size_t index) {
  std::vector<std::string> locks;
  for (const std::size_t lock : LocksHeld(events, index)) {
    locks.push_back(LockName(lock));
  }
  return locks;
}

}  // namespace racekit::explain
