#include "scenarios/fanout/sum.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include "scenarios/queue/bounded_blocking_queue.h"

namespace racekit::scenarios::fanout {
namespace {

using queue::BoundedBlockingQueue;

struct Part {
  const int* begin;
  const int* end;
};

std::int64_t Sum(const Part& part) {
  return std::accumulate(part.begin, part.end, std::int64_t{0});
}

using Parts = BoundedBlockingQueue<Part>;

// Parts of an array, and the threads that take them from a queue.
class Workers {
 public:
  // Runs `work(parts)` on `threads` threads, and puts about two parts for each
  // into that queue.
  template <typename Work>
  Workers(const std::vector<int>& numbers, int threads, const Work& work)
      : parts_(numbers.size()) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this, work] { work(parts_); });
    }
    const std::size_t part_size =
        std::max(numbers.size() / (2 * static_cast<std::size_t>(threads)),
                 std::size_t{1});
    const int* const end = numbers.data() + numbers.size();
    for (const int* at = numbers.data(); at != end;) {
      const auto left = static_cast<std::size_t>(end - at);
      const int* const next = at + std::min(part_size, left);
      if (parts_.Put({at, next})) ++count_;
      at = next;
    }
    parts_.Close();
  }

  // How many parts there are.
  int count() const { return count_; }

  void Join() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  Parts parts_;
  std::vector<std::thread> threads_;
  int count_ = 0;
};

}  // namespace

std::int64_t SumIntoUnlockedTotal(const std::vector<int>& numbers,
                                  int threads) {
  std::int64_t total = 0;
  Workers workers(numbers, threads, [&total](Parts& parts) {
    std::int64_t sum = total;  // racy: total
    while (const auto part = parts.Get()) sum += Sum(*part);
    total = sum;  // racy: total
  });
  workers.Join();
  return total;
}

std::int64_t SumUntilEmpty(const std::vector<int>& numbers, int threads) {
  BoundedBlockingQueue<std::int64_t> sums(numbers.size() + 1);
  Workers workers(numbers, threads, [&sums](Parts& parts) {
    while (const auto part = parts.Get()) {
      if (!sums.Put(Sum(*part))) return;
    }
  });
  std::int64_t total = 0;
  while (sums.size() > 0) total += *sums.Get();
  workers.Join();
  return total;
}

std::int64_t SumIntoLockedTotal(const std::vector<int>& numbers, int threads) {
  std::mutex mutex;
  std::int64_t total = 0;
  Workers workers(numbers, threads, [&](Parts& parts) {
    while (const auto part = parts.Get()) {
      const std::int64_t sum = Sum(*part);
      std::lock_guard<std::mutex> lock(mutex);
      total += sum;
    }
  });
  workers.Join();
  return total;
}

std::int64_t SumIntoAtomicTotal(const std::vector<int>& numbers, int threads) {
  std::atomic<std::int64_t> total{0};
  Workers workers(numbers, threads, [&total](Parts& parts) {
    // Relaxed: whoever reads the total has joined the threads.
    while (const auto part = parts.Get()) {
      total.fetch_add(Sum(*part), std::memory_order_relaxed);
    }
  });
  workers.Join();
  return total;
}

std::int64_t SumOfAllParts(const std::vector<int>& numbers, int threads) {
  BoundedBlockingQueue<std::int64_t> sums(numbers.size() + 1);
  Workers workers(numbers, threads, [&sums](Parts& parts) {
    while (const auto part = parts.Get()) {
      if (!sums.Put(Sum(*part))) return;
    }
  });
  std::int64_t total = 0;
  for (int i = 0; i < workers.count(); ++i) total += *sums.Get();
  workers.Join();
  return total;
}

}  // namespace racekit::scenarios::fanout
