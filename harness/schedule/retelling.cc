#include "harness/schedule/retelling.h"

namespace racekit::schedule {
namespace {

bool Same(const ThreadView& a, const ThreadView& b) {
  return a.pending.object == b.pending.object &&
         a.pending.site == b.pending.site &&
         a.pending.ordinal == b.pending.ordinal &&
         a.pending.size == b.pending.size && a.pending.kind == b.pending.kind &&
         a.parent == b.parent && a.runnable == b.runnable;
}

}  // namespace

void Retelling::Follow(Strategy* strategy) {
  strategy_ = strategy;
  entries_.clear();
  runnable_.clear();
  changed_.clear();
  picture_.clear();
}

// Of the threads from `first` to before `end`.
std::uint32_t Retelling::NoteChanges(const ThreadView* threads, int first,
                                     int end) {
  std::uint32_t changes = 0;
  if (picture_.size() < static_cast<std::size_t>(end)) picture_.resize(end);
  for (int id = first; id < end; ++id) {
    if (Same(picture_[id], threads[id])) continue;
    picture_[id] = threads[id];
    changed_.push_back({id, threads[id]});
    ++changes;
  }
  return changes;
}

ThreadId Retelling::Choose(const Point& point) {
  for (int i = 0; i < point.count; ++i) runnable_.push_back(point.runnable[i]);
  const std::uint32_t changed =
      NoteChanges(point.threads, 0, point.thread_count);
  const ThreadId chosen = strategy_->Choose(point);
  entries_.push_back({Entry::Kind::kChoice, chosen, point.current, point.timer,
                      point.count, point.thread_count, changed, point.step,
                      point.arrivals});
  return chosen;
}

// How many threads there are is not said, but this one is there, and about it
// is what strategies are told.
void Retelling::OnForced(const ThreadView* threads, ThreadId thread) {
  const std::uint32_t changed = NoteChanges(threads, thread, thread + 1);
  entries_.push_back({Entry::Kind::kForced, thread, kNoThread, kNoThread, 0, 0,
                      changed, 0, 0});
  strategy_->OnForced(threads, thread);
}

void Retelling::EndExecution(const ThreadView* threads, int thread_count) {
  const std::uint32_t changed = NoteChanges(threads, 0, thread_count);
  entries_.push_back({Entry::Kind::kEnd, kNoThread, kNoThread, kNoThread, 0,
                      thread_count, changed, 0, 0});
  strategy_->EndExecution(threads, thread_count);
}

bool Retelling::Retell(Strategy* strategy) {
  picture_.clear();
  const ThreadId* runnable = runnable_.data();
  const Changed* changed = changed_.data();
  for (const Entry& entry : entries_) {
    const Changed* const end = changed + entry.changed;
    for (; changed != end; ++changed) {
      const auto id = static_cast<std::size_t>(changed->thread);
      if (picture_.size() <= id) picture_.resize(id + 1);
      picture_[id] = changed->view;
    }
    const auto threads = static_cast<std::size_t>(entry.thread_count);
    if (picture_.size() < threads) picture_.resize(threads);
    if (entry.kind == Entry::Kind::kForced) {
      strategy->OnForced(picture_.data(), entry.thread);
      continue;
    }
    if (entry.kind == Entry::Kind::kEnd) {
      strategy->EndExecution(picture_.data(), entry.thread_count);
      return true;
    }
    Point point;
    point.runnable = runnable;
    point.count = entry.count;
    point.current = entry.current;
    point.timer = entry.timer;
    point.threads = picture_.data();
    point.thread_count = entry.thread_count;
    point.step = entry.step;
    point.arrivals = entry.arrivals;
    if (strategy->Choose(point) != entry.thread) return false;
    runnable += entry.count;
  }
  strategy->EndExecution(nullptr, 0);
  return true;
}

}  // namespace racekit::schedule
