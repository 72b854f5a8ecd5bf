#include "harness/schedule/deviation_search.h"

namespace racekit::schedule {

bool DeviationSearch::Next() {
  for (Queue& queue : queues_) {
    if (queue.first == kNobody) continue;
    item_ = queue.first;
    queue.first = items_[item_].next;
    if (queue.first == kNobody) queue.last = kNobody;
    deviations_.clear();
    for (std::uint32_t i = item_; items_[i].base != kNobody;
         i = items_[i].base) {
      deviations_.push_back({items_[i].choice, items_[i].thread});
    }
    return true;
  }
  return false;
}

ThreadId DeviationSearch::Choose(const Point& point) {
  const std::uint32_t choice = choice_++;
  if (deviation_ < deviations_.size()) {
    const Deviation& next = deviations_[deviations_.size() - 1 - deviation_];
    if (next.choice == choice) {
      ++deviation_;
      if (IsRunnable(point, next.thread)) return next.thread;
    }
  }
  return Undisturbed(point);
}

void DeviationSearch::Add(const ChoiceLog::Choice& choice, std::uint32_t index,
                          ThreadId thread) {
  if (items_.size() == kMostItems) return;
  std::uint32_t number = items_[item_].queue;
  // A preemption weighs one, one out of focus two.
  if (choice.current != kNoThread) number += InFocus(choice.site) ? 1 : 2;
  if (number >= kQueues) return;
  const auto item = static_cast<std::uint32_t>(items_.size());
  items_.push_back({item_, index, thread, number, kNobody});
  Queue& queue = queues_[number];
  if (queue.last == kNobody) {
    queue.first = item;
  } else {
    items_[queue.last].next = item;
  }
  queue.last = item;
}

void DeviationSearch::Expand(const ChoiceLog& log, std::int64_t limit_switches,
                             std::int64_t limit_preemptions, bool complete) {
  const std::uint32_t from =
      deviations_.size() == 0 ? 0 : deviations_[0].choice + 1;
  const auto size = static_cast<std::uint32_t>(log.choices().size());
  for (std::uint32_t index = from; index < size; ++index) {
    const ChoiceLog::Choice& choice = log.choices()[index];
    const bool preempts = choice.current != kNoThread;
    const std::int64_t preemptions = choice.preemptions + (preempts ? 1 : 0);
    if (preemptions > preemptions_) continue;
    // The others that could go on will, later, each after a switch.
    const std::int64_t switches =
        std::int64_t{choice.switches} + 1 + (complete ? choice.count - 1 : 0);
    if (switches > limit_switches ||
        (switches == limit_switches && preemptions >= limit_preemptions)) {
      continue;
    }
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      const ThreadId thread = log.runnable(choice, i);
      if (thread != choice.chosen) Add(choice, index, thread);
    }
  }
}

}  // namespace racekit::schedule
