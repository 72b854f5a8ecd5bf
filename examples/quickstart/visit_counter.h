// A counter for many threads: each adds to one of a few stripes.

#ifndef QUICKSTART_VISIT_COUNTER_H_
#define QUICKSTART_VISIT_COUNTER_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>

class VisitCounter {
 public:
  void Visit() {
    const std::size_t thread =
        std::hash<std::thread::id>()(std::this_thread::get_id());
    stripes_[thread % stripes_.size()].fetch_add(1, std::memory_order_relaxed);
  }

  // Sees every visit that happened before, and may see some that happen
  // meanwhile.
  long Visits() const {
    long sum = 0;
    for (const auto& stripe : stripes_) {
      sum += stripe.load(std::memory_order_relaxed);
    }
    return sum;
  }

 private:
  std::array<std::atomic<long>, 4> stripes_{};
};

#endif  // QUICKSTART_VISIT_COUNTER_H_
