#include "tests/harness/explore/small_programs.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <queue>
#include <semaphore>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace racekit {
namespace {

using std::chrono::milliseconds;

template <typename... Work>
void OnThreads(const Work&... work) {
  std::vector<std::thread> threads;
  (threads.emplace_back(work), ...);
  for (std::thread& thread : threads) thread.join();
}

std::string Unless(bool ok, const char* wrong) { return ok ? "" : wrong; }

std::string LostUpdateOfAtomics() {
  std::atomic<int> value{0};
  const auto add = [&] { value.store(value.load() + 1); };
  OnThreads(add, add, add);
  return Unless(value == 3, "lost update");
}

std::string LostUpdateBehindADataRace() {
  int value = 0;
  const auto add = [&] {
    for (int i = 0; i < 3; ++i) ++value;
  };
  OnThreads(add, add);
  return Unless(value == 6, "lost update");
}

std::string LockedAccessByAccess() {
  std::mutex mutex;
  int value = 0;
  const auto add = [&] {
    mutex.lock();
    const int old = value;
    mutex.unlock();
    mutex.lock();
    value = old + 1;
    mutex.unlock();
  };
  OnThreads(add, add);
  return Unless(value == 2, "lost update");
}

std::string LockOrder() {
  std::mutex a;
  std::mutex b;
  OnThreads(
      [&] {
        const std::lock_guard<std::mutex> first(a);
        const std::lock_guard<std::mutex> second(b);
      },
      [&] {
        const std::lock_guard<std::mutex> first(b);
        const std::lock_guard<std::mutex> second(a);
      });
  return "";
}

std::string NotifiedTooEarly() {
  std::mutex mutex;
  std::condition_variable condition;
  OnThreads([&] { condition.notify_one(); },
            [&] {
              std::unique_lock<std::mutex> lock(mutex);
              condition.wait(lock);
            });
  return "";
}

std::string TimeoutThatIsTooShort() {
  std::mutex mutex;
  std::condition_variable condition;
  bool ready = false;
  bool seen = false;
  OnThreads(
      [&] {
        const std::lock_guard<std::mutex> lock(mutex);
        ready = true;
        condition.notify_one();
      },
      [&] {
        std::unique_lock<std::mutex> lock(mutex);
        seen = condition.wait_for(lock, milliseconds(5), [&] { return ready; });
      });
  return Unless(seen, "timed out");
}

std::string SleepInsteadOfSynchronisation() {
  std::atomic<int> value{0};
  OnThreads(
      [&] {
        std::this_thread::sleep_for(milliseconds(1));
        value = 1;
      },
      [&] { std::this_thread::sleep_for(milliseconds(50)); });
  std::atomic<int> other{0};
  std::thread late([&] {
    std::this_thread::sleep_for(milliseconds(10));
    other = 1;
  });
  std::this_thread::sleep_for(milliseconds(20));
  const bool ok = other == 1;
  late.join();
  return Unless(ok, "not yet");
}

std::string SpinningOnAFlag() {
  std::atomic<bool> flag{false};
  std::atomic<int> value{0};
  OnThreads(
      [&] {
        flag = true;
        value = 1;
      },
      [&] {
        while (!flag) {
        }
        if (value == 0) value = 2;
      });
  return Unless(value == 1, "seen too early");
}

std::string QueueThatIsPolled() {
  std::mutex mutex;
  std::queue<int> queue;
  std::atomic<int> taken{0};
  const auto take = [&] {
    mutex.lock();
    const bool empty = queue.empty();
    mutex.unlock();
    if (empty) return;
    mutex.lock();
    if (queue.empty()) {
      taken += 100;
    } else {
      queue.pop();
      ++taken;
    }
    mutex.unlock();
  };
  OnThreads(
      [&] {
        const std::lock_guard<std::mutex> lock(mutex);
        queue.push(1);
      },
      take, take);
  return Unless(taken < 100, "popped from an empty queue");
}

std::string UpgradeOfASharedLock() {
  std::shared_mutex mutex;
  int value = 0;
  const auto add = [&] {
    mutex.lock_shared();
    const int old = value;
    mutex.unlock_shared();
    mutex.lock();
    value = old + 1;
    mutex.unlock();
  };
  OnThreads(add, add);
  return Unless(value == 2, "lost update");
}

std::string PromiseOfTwo() {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  std::atomic<int> failures{0};
  const auto keep = [&](int value) {
    try {
      promise.set_value(value);
    } catch (const std::future_error&) {
      ++failures;
    }
  };
  OnThreads([&] { keep(1); }, [&] { keep(2); });
  return Unless(future.get() == 1, "the other was faster");
}

std::string ThrowsNowAndThen() {
  std::atomic<int> value{0};
  std::thread thread([&] { value = 1; });
  const int seen = value;
  thread.join();
  if (seen == 1) throw std::runtime_error("seen");
  return "";
}

std::string LeavesAThreadBehind() {
  auto mutex = std::make_shared<std::mutex>();
  auto locked = std::make_shared<std::atomic<bool>>(false);
  std::thread([mutex, locked] {
    if (locked->load()) mutex->lock();
  }).detach();
  mutex->lock();
  locked->store(true);
  return "";
}

// Two fields that belong together, each atomic.
std::string TornPair() {
  std::atomic<int> low{0};
  std::atomic<int> high{10};
  std::atomic<bool> torn{false};
  OnThreads(
      [&] {
        low = 20;
        high = 30;
      },
      [&] {
        if (low > high) torn = true;
      });
  return Unless(!torn, "low is above high");
}

std::string CheckThenInsert() {
  std::mutex mutex;
  std::map<int, int> made;
  std::atomic<int> makings{0};
  const auto get = [&] {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      if (made.count(7) != 0) return;
    }
    ++makings;
    const std::lock_guard<std::mutex> lock(mutex);
    made[7] = 1;
  };
  OnThreads(get, get);
  return Unless(makings == 1, "made twice");
}

// Mutual exclusion by two flags that are looked at before they are set.
std::string FlagsLookedAtTooEarly() {
  std::atomic<bool> inside[2] = {false, false};
  std::atomic<bool> both{false};
  const auto enter = [&](int me) {
    if (inside[1 - me]) return;
    inside[me] = true;
    if (inside[1 - me]) both = true;
    inside[me] = false;
  };
  OnThreads([&] { enter(0); }, [&] { enter(1); });
  return Unless(!both, "both inside");
}

std::string StackWithoutTags() {
  struct Node {
    int next;
  };
  Node nodes[3] = {{1}, {2}, {-1}};
  std::atomic<int> head{0};
  const auto pop = [&]() -> int {
    int top = head;
    while (top != -1 && !head.compare_exchange_strong(top, nodes[top].next)) {
    }
    return top;
  };
  const auto push = [&](int node) {
    int top = head;
    do {
      nodes[node].next = top;
    } while (!head.compare_exchange_strong(top, node));
  };
  OnThreads([&] { pop(); },
            [&] {
              const int first = pop();
              pop();
              if (first == 0) push(first);
            });
  return Unless(head != 1, "what is in use is on the stack");
}

std::string SemaphoresInTwoOrders() {
  std::counting_semaphore<4> free(1);
  std::counting_semaphore<4> turn(1);
  OnThreads(
      [&] {
        free.acquire();
        turn.acquire();
        turn.release();
        free.release();
      },
      [&] {
        turn.acquire();
        free.acquire();
        free.release();
        turn.release();
      });
  return "";
}

std::string LatchCountedDownTooEarly() {
  std::atomic<int> ready{0};
  std::latch latch(2);
  std::atomic<int> seen{0};
  OnThreads(
      [&] {
        latch.count_down();
        ++ready;
      },
      [&] {
        ++ready;
        latch.count_down();
      },
      [&] {
        latch.wait();
        seen = ready.load();
      });
  return Unless(seen == 2, "not all were ready");
}

std::string LastOneOut() {
  std::atomic<int> users{2};
  std::atomic<int> cleaned{0};
  const auto leave = [&] {
    --users;
    if (users == 0) ++cleaned;
  };
  OnThreads(leave, leave);
  return Unless(cleaned == 1, "cleaned up twice, or never");
}

std::string WaiterWithoutALoop() {
  std::mutex mutex;
  std::condition_variable condition;
  int items = 0;
  std::atomic<bool> took_nothing{false};
  const auto take = [&] {
    std::unique_lock<std::mutex> lock(mutex);
    if (items == 0) condition.wait(lock);
    if (items == 0) {
      took_nothing = true;
    } else {
      --items;
    }
  };
  OnThreads(take, take, [&] {
    for (int i = 0; i < 2; ++i) {
      const std::lock_guard<std::mutex> lock(mutex);
      ++items;
      condition.notify_all();
    }
  });
  return Unless(!took_nothing, "took nothing");
}

std::string ManyThreads() {
  std::atomic<int> value{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 256; ++i) {
    threads.emplace_back([&] {
      const int now = ++value;
      if (now > most) most = now;
      --value;
    });
  }
  for (std::thread& thread : threads) thread.join();
  return Unless(most < 3, "more than two at once");
}

}  // namespace

const std::vector<SmallProgram>& SmallPrograms() {
  static const auto* const programs = new std::vector<SmallProgram>{
      {"LostUpdateOfAtomics", &LostUpdateOfAtomics},
      {"LostUpdateBehindADataRace", &LostUpdateBehindADataRace},
      {"LockedAccessByAccess", &LockedAccessByAccess},
      {"LockOrder", &LockOrder},
      {"NotifiedTooEarly", &NotifiedTooEarly},
      {"TimeoutThatIsTooShort", &TimeoutThatIsTooShort},
      {"SleepInsteadOfSynchronisation", &SleepInsteadOfSynchronisation},
      {"SpinningOnAFlag", &SpinningOnAFlag},
      {"QueueThatIsPolled", &QueueThatIsPolled},
      {"UpgradeOfASharedLock", &UpgradeOfASharedLock},
      {"PromiseOfTwo", &PromiseOfTwo},
      {"ThrowsNowAndThen", &ThrowsNowAndThen},
      {"LeavesAThreadBehind", &LeavesAThreadBehind},
      {"TornPair", &TornPair},
      {"CheckThenInsert", &CheckThenInsert},
      {"FlagsLookedAtTooEarly", &FlagsLookedAtTooEarly},
      {"StackWithoutTags", &StackWithoutTags},
      {"SemaphoresInTwoOrders", &SemaphoresInTwoOrders},
      {"LatchCountedDownTooEarly", &LatchCountedDownTooEarly},
      {"LastOneOut", &LastOneOut},
      {"WaiterWithoutALoop", &WaiterWithoutALoop},
      {"ManyThreads", &ManyThreads},
  };
  return *programs;
}

}  // namespace racekit
