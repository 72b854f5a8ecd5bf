// A ring of items between threads, with two counters and no lock at all.

#ifndef RACEKIT_SCENARIOS_QUEUE_UNLOCKED_RING_H_
#define RACEKIT_SCENARIOS_QUEUE_UNLOCKED_RING_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <thread>

namespace racekit::scenarios::queue {

// BUG: several producers write one slot and one counter; an item stays at the
// front until whoever got it is done with it, and so others get it too. All of
// it is data races: items are lost, overwritten, and given out twice.
class UnlockedRing {
 public:
  explicit UnlockedRing(std::size_t /*capacity*/) {}

  bool Put(int item) {
    // racy: got_
    while (put_ - got_ >= kCapacity && !closed_) std::this_thread::yield();
    const std::int64_t place = put_;
    slots_[place % kCapacity] = item;  // racy: slots_
    put_ = place + 1;                  // racy: put_
    return true;
  }

  std::optional<int> Get() {
    while (got_ >= put_) {  // racy: got_, put_
      if (closed_) return std::nullopt;
      std::this_thread::yield();
    }
    return slots_[got_ % kCapacity];  // racy: slots_, got_
  }

  void TaskDone() { got_ = got_ + 1; }  // racy: got_

  void Join() {
    while (got_ < put_) std::this_thread::yield();  // racy: got_
  }

  void Close() { closed_ = true; }

 private:
  static constexpr std::int64_t kCapacity = 16;
  std::array<int, kCapacity> slots_{};
  std::int64_t put_ = 0;
  std::int64_t got_ = 0;
  std::atomic<bool> closed_{false};
};

}  // namespace racekit::scenarios::queue

#endif  // RACEKIT_SCENARIOS_QUEUE_UNLOCKED_RING_H_
