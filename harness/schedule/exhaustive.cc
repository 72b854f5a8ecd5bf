#include "harness/schedule/exhaustive.h"

#include <cstddef>
#include <cstdint>

namespace racekit::schedule {

bool Exhaustive::BeginExecution(std::uint64_t) {
  depth_ = 0;
  off_path_ = false;
  redundant_ = false;
  return !complete_;
}

int Exhaustive::Cost(const Node& node, int candidate) const {
  const ThreadId thread =
      candidates_[node.first + static_cast<std::size_t>(candidate)].thread;
  return node.current != kNoThread && thread != node.current ? 1 : 0;
}

// The first candidate that is awake, untried and within the bound, or -1. The
// current thread stands first: preemptions come last.
int Exhaustive::NextUntried(const Node& node) const {
  for (int i = 0; i < node.count; ++i) {
    const Candidate& candidate =
        candidates_[node.first + static_cast<std::size_t>(i)];
    if (candidate.asleep || candidate.tried) continue;
    if (bound_ != kUnlimited && node.preemptions + Cost(node, i) > bound_) {
      continue;
    }
    return i;
  }
  return -1;
}

ThreadId Exhaustive::Take(Node& node, int index) {
  Candidate& candidate =
      candidates_[node.first + static_cast<std::size_t>(index)];
  candidate.tried = true;
  node.chosen = index;
  return candidate.thread;
}

ThreadId Exhaustive::Choose(const Point& point) {
  const ThreadId fallback =
      point.current != kNoThread ? point.current : point.runnable[0];
  if (off_path_) return fallback;
  if (depth_ < nodes_.size()) {
    Node& node = nodes_[depth_];
    if (!Matches(node, point)) {
      off_path_ = true;
      return fallback;
    }
    ++depth_;
    return candidates_[node.first + static_cast<std::size_t>(node.chosen)]
        .thread;
  }
  const Node fresh = Expand(point);
  nodes_.push_back(fresh);
  Node& node = nodes_[depth_++];
  const int next = redundant_ ? -1 : NextUntried(node);
  if (next >= 0) return Take(node, next);
  // All are asleep: whatever follows has been explored. It is run to its end
  // all the same, without looking at alternatives.
  redundant_ = true;
  for (int i = 0; i < node.count; ++i) {
    candidates_[node.first + static_cast<std::size_t>(i)].tried = true;
  }
  node.chosen = 0;
  return candidates_[node.first].thread;
}

Exhaustive::Node Exhaustive::Expand(const Point& point) {
  Node node = {candidates_.size(), point.count, 0, 0,
               point.current,      point.step};
  if (point.current != kNoThread) {
    candidates_.push_back(
        {point.current, false, false, point.threads[point.current].pending});
  }
  for (int i = 0; i < point.count; ++i) {
    const ThreadId thread = point.runnable[i];
    if (thread == point.current) continue;
    candidates_.push_back(
        {thread, false, false, point.threads[thread].pending});
  }
  if (!nodes_.empty()) {
    const Node& previous = nodes_.back();
    node.preemptions = previous.preemptions + Cost(previous, previous.chosen);
    if (sleep_sets_) {
      FallAsleep(previous, node, point.step != previous.step + 1);
    }
  }
  return node;
}

// Whoever slept at the previous choice, or was explored there before the one
// that was chosen, sleeps on if what was done is independent of what it is
// about to do. If points without a choice were skipped we do not know what was
// done, and wake everybody.
void Exhaustive::FallAsleep(const Node& previous, const Node& node,
                            bool skipped) {
  if (skipped) return;
  const Candidate& done =
      candidates_[previous.first + static_cast<std::size_t>(previous.chosen)];
  for (int i = 0; i < previous.count; ++i) {
    const Candidate& before =
        candidates_[previous.first + static_cast<std::size_t>(i)];
    if (i == previous.chosen || !(before.asleep || before.tried)) continue;
    if (Dependent(before.operation, done.operation)) continue;
    for (int j = 0; j < node.count; ++j) {
      Candidate& candidate =
          candidates_[node.first + static_cast<std::size_t>(j)];
      if (candidate.thread == before.thread &&
          candidate.operation.ordinal == before.operation.ordinal) {
        candidate.asleep = true;
      }
    }
  }
}

bool Exhaustive::Matches(const Node& node, const Point& point) const {
  if (node.count != point.count || node.current != point.current) return false;
  for (int i = 0; i < node.count; ++i) {
    const Candidate& candidate =
        candidates_[node.first + static_cast<std::size_t>(i)];
    if (!IsRunnable(point, candidate.thread)) return false;
  }
  return true;
}

void Exhaustive::EndExecution(const ThreadView*, int) {
  // An execution that ended early has not been where it was sent either.
  if (off_path_ || depth_ < nodes_.size()) ++diverged_;
  while (!nodes_.empty()) {
    Node& node = nodes_.back();
    const int next = NextUntried(node);
    if (next >= 0) {
      Take(node, next);
      return;
    }
    candidates_.resize(node.first);
    nodes_.pop_back();
  }
  complete_ = true;
}

// What was explored had other choices: all begins anew.
void Exhaustive::PointsChanged() {
  nodes_.clear();
  candidates_.clear();
  complete_ = false;
  diverged_ = 0;
}

}  // namespace racekit::schedule
