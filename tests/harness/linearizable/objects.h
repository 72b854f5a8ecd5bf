// Concurrent objects with mistakes that are known from books and papers, each
// as a variant of one that is right.

#ifndef RACEKIT_TESTS_HARNESS_LINEARIZABLE_OBJECTS_H_
#define RACEKIT_TESTS_HARNESS_LINEARIZABLE_OBJECTS_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

namespace racekit::objects {

// Treiber's stack ("Systems programming: coping with parallelism", IBM 1986)
// over nodes that are used again. Without a tag beside the index, a head that
// went and came back is taken for one that stayed: the ABA problem.
template <bool kTagged>
class TreiberStack {
 public:
  TreiberStack() {
    for (std::uint32_t i = 0; i + 1 < kNodes; ++i) nodes_[i].next = i + 1;
    nodes_[kNodes - 1].next = kNone;
    free_ = Pack(0, 0);
    head_ = Pack(kNone, 0);
  }

  void Push(int value) {
    const std::uint32_t node = Take(free_);
    nodes_[node].value = value;
    Put(head_, node);
  }
  std::optional<int> Pop() {
    const std::uint32_t node = Take(head_);
    if (node == kNone) return std::nullopt;
    const int value = nodes_[node].value;
    Put(free_, node);
    return value;
  }

 private:
  static constexpr std::uint32_t kNodes = 16;
  static constexpr std::uint32_t kNone = 0xffffffff;
  struct Node {
    std::atomic<std::uint32_t> next{kNone};
    std::atomic<int> value{0};
  };
  using List = std::atomic<std::uint64_t>;

  static std::uint64_t Pack(std::uint32_t node, std::uint32_t tag) {
    return std::uint64_t{kTagged ? tag : 0} << 32 | node;
  }
  static std::uint32_t Tag(std::uint64_t word) {
    return static_cast<std::uint32_t>(word >> 32);
  }

  std::uint32_t Take(List& list) {
    for (;;) {
      std::uint64_t first = list.load();
      const auto node = static_cast<std::uint32_t>(first);
      if (node == kNone) return kNone;
      const std::uint32_t next = nodes_[node].next.load();
      if (list.compare_exchange_strong(first, Pack(next, Tag(first) + 1))) {
        return node;
      }
    }
  }
  void Put(List& list, std::uint32_t node) {
    std::uint64_t first = list.load();
    do {
      nodes_[node].next = static_cast<std::uint32_t>(first);
    } while (!list.compare_exchange_strong(first, Pack(node, Tag(first) + 1)));
  }

  std::array<Node, kNodes> nodes_;
  List head_;
  List free_;
};

// A ring whose tail moves before (kEarly) or after the item is there. All is
// atomic: there is no data race in it.
template <bool kEarly>
class RingBuffer {
 public:
  void Push(int value) {
    const std::lock_guard<std::mutex> lock(writers_);
    const std::size_t at = tail_.load();
    if (kEarly) tail_ = at + 1;
    items_[at % kSize] = value;
    if (!kEarly) tail_ = at + 1;
  }
  std::optional<int> TryPop() {
    const std::lock_guard<std::mutex> lock(readers_);
    const std::size_t at = head_.load();
    if (at == tail_.load()) return std::nullopt;
    const int value = items_[at % kSize].exchange(0);
    head_ = at + 1;
    return value;
  }

 private:
  static constexpr std::size_t kSize = 16;
  std::mutex writers_;
  std::mutex readers_;
  std::array<std::atomic<int>, kSize> items_{};
  std::atomic<std::size_t> head_{0};
  std::atomic<std::size_t> tail_{0};
};

// Insert() looks and inserts under one lock, or under two in a row.
template <bool kAtomic>
class LockedMap {
 public:
  bool Insert(int key, int value) {
    if constexpr (kAtomic) {
      const std::lock_guard<std::mutex> lock(mutex_);
      return items_.emplace(key, value).second;
    } else {
      if (Find(key)) return false;
      const std::lock_guard<std::mutex> lock(mutex_);
      items_[key] = value;
      return true;
    }
  }
  std::optional<int> Find(int key) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto it = items_.find(key);
    return it == items_.end() ? std::nullopt : std::optional<int>(it->second);
  }
  bool Erase(int key) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return items_.erase(key) != 0;
  }

 private:
  std::mutex mutex_;
  std::map<int, int> items_;
};

// Take() waits until there is something; notifying only when the queue was
// empty before forgets the second of two that wait.
template <bool kNotifyAlways>
class BlockingQueue {
 public:
  void Push(int value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    items_[tail_++ % kSize] = value;
    if (kNotifyAlways || tail_ - head_ == 1) is_filled_.notify_one();
  }
  int Take() {
    std::unique_lock<std::mutex> lock(mutex_);
    is_filled_.wait(lock, [&] { return head_ != tail_; });
    return items_[head_++ % kSize];
  }

 private:
  static constexpr std::size_t kSize = 16;
  std::mutex mutex_;
  std::condition_variable is_filled_;
  std::array<int, kSize> items_{};
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

}  // namespace racekit::objects

#endif  // RACEKIT_TESTS_HARNESS_LINEARIZABLE_OBJECTS_H_
