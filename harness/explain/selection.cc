#include "harness/explain/selection.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace racekit::explain {

using runtime::TraceEvent;
using runtime::TraceKind;

namespace {

constexpr std::size_t kMostShown = 40;
constexpr std::size_t kAround = 6;  // shown, either side of a critical one
constexpr std::size_t kAfter = 4;   // shown after the last critical one
constexpr std::size_t kMostListed = 400;

class Selector {
 public:
  Selector(const Events& events, const Analysis& analysis, Names& names)
      : events_(events), analysis_(analysis), names_(names) {
    for (const std::size_t index : analysis.critical) {
      critical_.insert(index);
      threads_.insert(events[index].thread);
      for (const std::size_t lock : LocksHeld(events, index)) {
        objects_.insert(events[lock].address);
      }
    }
    objects_.insert(analysis.given_up.begin(), analysis.given_up.end());
    for (const Wait& wait : analysis.waits) {
      objects_.insert(wait.object);
      threads_.insert(wait.thread);
      if (wait.holder >= 0) threads_.insert(wait.holder);
      for (const std::size_t lock : LocksHeld(events, wait.block)) {
        objects_.insert(events[lock].address);
      }
    }
    objects_.erase(0);
    if (analysis.pattern == Pattern::kOrder) {
      objects_.insert(analysis.address);
    }
    if (analysis.size > 0) {
      for (const TraceEvent& event : events) {
        if (Touches(event)) threads_.insert(event.thread);
      }
    }
  }

  Selection Run() {
    Selection selection;
    selection.shown.resize(events_.size());
    bool created = false;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      created = created || events_[i].kind == TraceKind::kCreate;
      selection.shown[i] =
          critical_.count(i) != 0 || (created && IsInteresting(events_[i]));
    }
    LeaveOutRepeats(selection.shown);
    CutEnd(selection.shown);
    Thin(selection.shown);
    selection.listed = List(selection.shown);
    return selection;
  }

 private:
  bool Touches(const TraceEvent& event) const {
    return analysis_.size > 0 &&
           Overlap(event, analysis_.address, analysis_.size);
  }

  bool IsInteresting(const TraceEvent& event) const {
    switch (event.kind) {
      case TraceKind::kCreate:
        return threads_.count(event.other) != 0;
      case TraceKind::kJoin:
        return threads_.count(event.other) != 0;
      case TraceKind::kLock:
      case TraceKind::kUnlock:
      case TraceKind::kLockShared:
      case TraceKind::kUnlockShared:
      case TraceKind::kNotify:
      case TraceKind::kDestroy:
        return objects_.count(event.address) != 0;
      case TraceKind::kBlock:
        return objects_.count(event.address) != 0;
      case TraceKind::kSpurious:
        return true;
      case TraceKind::kResume:
      case TraceKind::kTimeout:
        // That a lock was had at last, the locking says.
        return event.address == analysis_.address &&
               analysis_.pattern >= Pattern::kLostWakeup;
      case TraceKind::kRegionBegin:
      case TraceKind::kRegionEnd:
        return true;
      case TraceKind::kWant:
      case TraceKind::kExit:
        return false;
      default:
        return Touches(event);
    }
  }

  // Insides of containers, loops that wait.
  void LeaveOutRepeats(std::vector<bool>& shown) const {
    const TraceEvent* before = nullptr;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (!shown[i]) continue;
      const TraceEvent& event = events_[i];
      const bool again =
          before != nullptr && IsRead(event.kind) && IsRead(before->kind) &&
          before->thread == event.thread && SameLine(*before, event);
      if (again && critical_.count(i) == 0) {
        shown[i] = false;
      } else {
        before = &event;
      }
    }
  }

  bool SameLine(const TraceEvent& one, const TraceEvent& other) const {
    if (one.pc == other.pc && one.node == other.node) return true;
    const Frame a = names_.PlaceOf(one);
    const Frame b = names_.PlaceOf(other);
    return a.line > 0 && a.line == b.line && a.file == b.file;
  }

  // How it ended for the checker is of little interest.
  void CutEnd(std::vector<bool>& shown) const {
    if (critical_.empty()) return;
    std::size_t left = kAfter;
    for (std::size_t i = *critical_.rbegin() + 1; i < shown.size(); ++i) {
      if (!shown[i] || events_[i].kind == TraceKind::kJoin) continue;
      if (left == 0) {
        shown[i] = false;
      } else {
        --left;
      }
    }
  }

  // Of many, those around the critical ones, and how it began.
  void Thin(std::vector<bool>& shown) const {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (shown[i]) all.push_back(i);
    }
    if (all.size() <= kMostShown) return;
    std::vector<bool> kept(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i < kAround) kept[i] = true;
      if (critical_.count(all[i]) == 0) continue;
      const std::size_t from = i < kAround ? 0 : i - kAround;
      const std::size_t to = std::min(all.size(), i + kAround + 1);
      for (std::size_t k = from; k < to; ++k) kept[k] = true;
    }
    for (std::size_t i = 0; i < all.size(); ++i) shown[all[i]] = kept[i];
  }

  // What lies near what is shown, as far as there is room.
  std::vector<bool> List(const std::vector<bool>& shown) const {
    std::vector<bool> listed = shown;
    auto room = static_cast<std::ptrdiff_t>(kMostListed) -
                std::count(shown.begin(), shown.end(), true);
    if (static_cast<std::ptrdiff_t>(shown.size()) <= room) {
      listed.assign(shown.size(), true);
      return listed;
    }
    for (std::size_t i = shown.size(); i > 0 && room > 0; --i) {
      if (!shown[i - 1]) continue;
      for (std::size_t k = i - 1; k > 0 && i - k <= kAround && room > 0; --k) {
        if (listed[k - 1]) continue;
        listed[k - 1] = true;
        --room;
      }
    }
    return listed;
  }

  const Events& events_;
  const Analysis& analysis_;
  Names& names_;
  std::set<std::size_t> critical_;
  std::set<int> threads_;
  std::set<std::uintptr_t> objects_;  // locks and the like
};

}  // namespace

Selection Select(const Events& events, const Analysis& analysis, Names& names) {
  return Selector(events, analysis, names).Run();
}

}  // namespace racekit::explain
