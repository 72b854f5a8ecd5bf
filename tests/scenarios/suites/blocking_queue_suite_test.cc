// Queues that do what the suite asks for: that of the scenarios, and one of our
// own, without TaskDone() and Join().

#include "scenarios/suites/blocking_queue_suite.h"

#include <cstddef>
#include <deque>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "scenarios/queue/bounded_blocking_queue.h"

namespace racekit {
namespace {

class Channel {
 public:
  explicit Channel(std::size_t capacity) : capacity_(capacity) {}

  bool Put(int item) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Channel::RoomOrClosed));
    if (closed_) return false;
    items_.push_back(item);
    return true;
  }
  std::optional<int> Get() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Channel::ItemOrClosed));
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    return item;
  }
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }

 private:
  bool RoomOrClosed() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return closed_ || items_.size() < capacity_;
  }
  bool ItemOrClosed() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return closed_ || !items_.empty();
  }

  const std::size_t capacity_;
  absl::Mutex mutex_;
  std::deque<int> items_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

using Queues =
    ::testing::Types<scenarios::queue::BoundedBlockingQueue<int>, Channel>;
INSTANTIATE_TYPED_TEST_SUITE_P(Good, BlockingQueueSuite, Queues);

TEST(BlockingQueueSuiteTest, SeesWhoHasTaskDoneAndJoin) {
  EXPECT_TRUE(
      internal::HasJoin<scenarios::queue::BoundedBlockingQueue<int>>::value);
  EXPECT_FALSE(internal::HasJoin<Channel>::value);
}

}  // namespace racekit
