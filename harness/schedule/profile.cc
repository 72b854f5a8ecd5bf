#include "harness/schedule/profile.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace racekit::schedule {

namespace {

// What touches one object, so that two of them by different threads make it a
// shared one.
bool TouchesAnObject(const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kRead:
    case OperationKind::kWrite:
    case OperationKind::kAtomicLoad:
    case OperationKind::kAtomicStore:
    case OperationKind::kAtomicRmw:
    case OperationKind::kLock:
    case OperationKind::kLockShared:
    case OperationKind::kWait:
    case OperationKind::kNotify:
      return operation.object != 0;
    default:
      return false;
  }
}

bool Writes(OperationKind kind) {
  return kind != OperationKind::kRead && kind != OperationKind::kAtomicLoad &&
         kind != OperationKind::kLockShared;
}

}  // namespace

void Profile::Log(const Operation& operation, ThreadId thread) {
  if (!TouchesAnObject(operation) || log_.size() == kMostLogged) return;
  log_.push_back({operation.object, operation.site,
                  static_cast<std::uint32_t>(log_.size()), thread,
                  Writes(operation.kind)});
}

void Profile::EndExecution(const ThreadView* threads, int thread_count) {
  most_choices_ = std::max(most_choices_, choices_);
  most_changes_ = std::max(most_changes_, changes_);
  for (int i = 0; i < thread_count; ++i) {
    const ThreadView& view = threads[i];
    const std::uint64_t seen = std::uint64_t{view.pending.ordinal} + 1;
    if (static_cast<std::size_t>(i) == threads_.size()) {
      threads_.push_back({seen, view.parent});
      continue;
    }
    // Executions differ; the estimate follows them slowly, and upwards first.
    ThreadProfile& known = threads_[static_cast<std::size_t>(i)];
    known.parent = view.parent;
    if (seen > known.operations) {
      known.operations += (seen - known.operations + 1) / 2;
    } else {
      known.operations -= (known.operations - seen) / 4;
    }
  }
  ++executions_;
  // One that was cut short, by a deadlock say, has seen less.
  if (logging_ && log_.size() >= best_log_) FindShared();
}

void Profile::FindShared() {
  best_log_ = log_.size();
  shared_.clear();
  sites_.clear();
  counts_.clear();
  std::sort(log_.begin(), log_.end(), [](const Touch& a, const Touch& b) {
    return a.object != b.object ? a.object < b.object : a.index < b.index;
  });
  // In the order in which they were first touched, which, unlike their numbers,
  // depends on the schedule alone: that order is in the first Touch of each.
  order_.clear();
  for (std::size_t i = 0; i < log_.size();) {
    std::size_t end = i + 1;
    while (end < log_.size() && log_[end].object == log_[i].object) ++end;
    Touch range = log_[i];
    range.object = i;
    range.site = end;
    order_.push_back(range);
    i = end;
  }
  std::sort(order_.begin(), order_.end(),
            [](const Touch& a, const Touch& b) { return a.index < b.index; });
  for (const Touch& range : order_) {
    AddShared(log_.begin() + range.object, log_.begin() + range.site);
  }
}

void Profile::AddShared(Touch* begin, Touch* end) {
  bool several = false;
  bool changes = false;
  for (const Touch* touch = begin; touch != end; ++touch) {
    several |= touch->thread != begin->thread;
    changes |= touch->changes;
  }
  if (!several || !changes) return;
  Shared shared = {static_cast<std::uint32_t>(sites_.size()), 0,
                   static_cast<std::uint32_t>(counts_.size()), 0};
  std::sort(begin, end,
            [](const Touch& a, const Touch& b) { return a.thread < b.thread; });
  for (const Touch* touch = begin; touch != end; ++touch) {
    if (shared.counts == 0 || counts_.back().thread != touch->thread) {
      counts_.push_back({touch->thread, 0});
      ++shared.counts;
    }
    ++counts_.back().operations;
  }
  std::sort(begin, end,
            [](const Touch& a, const Touch& b) { return a.site < b.site; });
  for (const Touch* touch = begin; touch != end; ++touch) {
    if (shared.sites == 0 || sites_.back() != touch->site) {
      sites_.push_back(touch->site);
      ++shared.sites;
    }
  }
  shared_.push_back(shared);
}

}  // namespace racekit::schedule
