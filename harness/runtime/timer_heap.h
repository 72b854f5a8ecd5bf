// The threads that wait with a deadline, the earliest first: a binary heap.
// Adding and removing cost the logarithm of their number.

#ifndef RACEKIT_HARNESS_RUNTIME_TIMER_HEAP_H_
#define RACEKIT_HARNESS_RUNTIME_TIMER_HEAP_H_

#include "harness/runtime/slot.h"
#include "harness/runtime/thread.h"

namespace racekit::runtime {

class TimerHeap {
 public:
  int size() const { return size_; }
  void Clear() { size_ = 0; }

  // Of those with the earliest deadline, the thread with the lowest number.
  Thread* First() const { return heap_[0]; }

  void Add(Thread* thread) {
    Put(thread, size_++);
    Rise(thread);
  }

  void Remove(Thread* thread) {
    const int hole = thread->timer_index;
    thread->timer_index = -1;
    Thread* last = heap_[--size_];
    if (last == thread) return;
    Put(last, hole);
    Rise(last);
    Sink(last);
  }

 private:
  static bool IsBefore(const Thread* a, const Thread* b) {
    return a->deadline < b->deadline ||
           (a->deadline == b->deadline && a->id < b->id);
  }

  void Put(Thread* thread, int index) {
    heap_[index] = thread;
    thread->timer_index = index;
  }

  void Rise(Thread* thread) {
    while (thread->timer_index > 0) {
      const int index = thread->timer_index;
      Thread* parent = heap_[(index - 1) / 2];
      if (!IsBefore(thread, parent)) return;
      Put(thread, parent->timer_index);
      Put(parent, index);
    }
  }

  void Sink(Thread* thread) {
    for (;;) {
      const int index = thread->timer_index;
      int child = 2 * index + 1;
      if (child >= size_) return;
      if (child + 1 < size_ && IsBefore(heap_[child + 1], heap_[child])) {
        ++child;
      }
      Thread* earlier = heap_[child];
      if (!IsBefore(earlier, thread)) return;
      Put(thread, child);
      Put(earlier, index);
    }
  }

  Thread* heap_[kMaxSlots] = {};
  int size_ = 0;
};

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_TIMER_HEAP_H_
