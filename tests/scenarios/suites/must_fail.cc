// Types that do not do what the suites ask for, for must_fail_test.cc. All lock
// each access, and none the whole: no case in one thread sees it, nor does a
// race detector.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "scenarios/pool/careless_pool.h"
#include "scenarios/queue/hand_made_queue.h"
#include "scenarios/suites/account_suite.h"
#include "scenarios/suites/blocking_queue_suite.h"
#include "scenarios/suites/counter_suite.h"
#include "scenarios/suites/lazy_suite.h"
#include "scenarios/suites/line_sink_suite.h"
#include "scenarios/suites/mutex_suite.h"
#include "scenarios/suites/ref_count_suite.h"
#include "scenarios/suites/stack_suite.h"
#include "scenarios/suites/thread_pool_suite.h"

namespace racekit {
namespace {

template <typename T>
class LockedByAccess {
 public:
  explicit LockedByAccess(T value) : value_(std::move(value)) {}

  T Get() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }
  void Set(T value) {
    std::lock_guard<std::mutex> lock(mutex_);
    value_ = std::move(value);
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

class Account {
 public:
  explicit Account(int balance) : balance_(balance) {}

  void Deposit(int amount) { balance_.Set(balance_.Get() + amount); }
  bool Withdraw(int amount) {
    const int before = balance_.Get();
    if (before < amount) return false;
    balance_.Set(before - amount);
    return true;
  }
  int balance() const { return balance_.Get(); }

 private:
  LockedByAccess<int> balance_;
};

class Counter {
 public:
  void Increment() { count_.Set(count_.Get() + 1); }
  std::int64_t value() const { return count_.Get(); }

 private:
  LockedByAccess<std::int64_t> count_{0};
};

struct Value {
  bool complete() const { return true; }
};

class Lazy {
 public:
  const Value* Get() {
    if (value_.Get() == nullptr) {
      times_made_.Set(times_made_.Get() + 1);
      value_.Set(std::make_shared<Value>());
    }
    // Lives on, so that it does no harm that another took its place.
    std::lock_guard<std::mutex> lock(mutex_);
    made_.push_back(value_.Get());
    return made_.back().get();
  }
  int times_made() const { return times_made_.Get(); }

 private:
  LockedByAccess<std::shared_ptr<const Value>> value_{nullptr};
  LockedByAccess<int> times_made_{0};
  std::mutex mutex_;
  std::vector<std::shared_ptr<const Value>> made_;
};

class LineSink {
 public:
  void Print(std::string_view line) {
    Append(line);
    Append("\n");
  }
  std::string Contents() const { return text_; }

 private:
  void Append(std::string_view text) {
    std::lock_guard<std::mutex> lock(mutex_);
    text_ += text;
  }

  std::mutex mutex_;
  std::string text_;
};

class Mutex {
 public:
  void lock() {
    while (locked_.Get()) std::this_thread::yield();
    locked_.Set(true);
  }
  void unlock() { locked_.Set(false); }

 private:
  LockedByAccess<bool> locked_{false};
};

using Queue = scenarios::queue::HandMadeQueue<int>;

// Wakes one of those who wait when it is closed. What happens to the others?
class WakesOneQueue {
 public:
  explicit WakesOneQueue(std::size_t capacity) : capacity_(capacity) {}

  bool Put(int item) {
    std::unique_lock<std::mutex> lock(mutex_);
    not_full_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
    if (closed_) return false;
    items_.push_back(item);
    not_empty_.notify_one();
    return true;
  }
  std::optional<int> Get() {
    std::unique_lock<std::mutex> lock(mutex_);
    not_empty_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    not_full_.notify_one();
    return item;
  }
  void Close() {
    std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    not_full_.notify_one();
    not_empty_.notify_one();
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::deque<int> items_;
  bool closed_ = false;
};

class Stack {
 public:
  void Push(int item) {
    std::lock_guard<std::mutex> lock(mutex_);
    items_.push_back(item);
  }
  std::optional<int> Pop() {
    const std::optional<int> top = Top();
    if (top.has_value()) Drop();
    return top;
  }

 private:
  std::optional<int> Top() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (items_.empty()) return std::nullopt;
    return items_.back();
  }
  void Drop() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!items_.empty()) items_.pop_back();
  }

  std::mutex mutex_;
  std::vector<int> items_;
};

using scenarios::pool::Carelessness;
using scenarios::pool::CarelessPool;
using Pools = ::testing::Types<CarelessPool<Carelessness::kDropsTasks>,
                               CarelessPool<Carelessness::kAcceptsAfterStop>,
                               CarelessPool<Carelessness::kSleepsOn>>;

class Handle {
 public:
  explicit Handle(std::function<void()> at_end)
      : object_(std::make_shared<Object>(std::move(at_end))) {}
  Handle(const Handle& other) : object_(other.object_) {
    object_->references.Set(object_->references.Get() + 1);
  }
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    object_->references.Set(object_->references.Get() - 1);
    if (object_->references.Get() == 0) object_->at_end();
  }

 private:
  struct Object {
    explicit Object(std::function<void()> end) : at_end(std::move(end)) {}
    LockedByAccess<int> references{1};
    std::function<void()> at_end;
  };

  // Only the memory: an object that ends too early does no more harm than that.
  std::shared_ptr<Object> object_;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Bad, AccountSuite, Account);
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, CounterSuite, Counter);
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, LazySuite, Lazy);
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, LineSinkSuite, LineSink);
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, MutexSuite, Mutex);
using Queues = ::testing::Types<Queue, WakesOneQueue>;
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, BlockingQueueSuite, Queues);
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, StackSuite, Stack);
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, ThreadPoolSuite, Pools);
INSTANTIATE_TYPED_TEST_SUITE_P(Bad, RefCountSuite, Handle);

}  // namespace racekit
