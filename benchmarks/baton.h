// How one would control threads without an engine: real threads, made anew for
// each execution, pass a baton; whoever has it runs. At each access a random
// thread gets it. What racekit's fibers are measured against.

#ifndef RACEKIT_BENCHMARKS_BATON_H_
#define RACEKIT_BENCHMARKS_BATON_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <random>
#include <vector>

namespace racekit::benchmarks {

class Baton {
 public:
  explicit Baton(int threads, std::uint64_t seed)
      : running_(threads, true), random_(seed) {}

  // Thread `me` waits until it is its turn.
  void Await(int me) {
    std::unique_lock<std::mutex> lock(mutex_);
    turned_.wait(lock, [&] { return turn_ == me; });
  }

  // Gives the baton to a random thread, perhaps to `me` again, and waits until
  // it is back.
  void Pass(int me) {
    std::unique_lock<std::mutex> lock(mutex_);
    Choose();
    turned_.wait(lock, [&] { return turn_ == me; });
  }

  // `me` is done.
  void Leave(int me) {
    const std::lock_guard<std::mutex> lock(mutex_);
    running_[me] = false;
    Choose();
  }

 private:
  void Choose() {
    std::vector<int> candidates;
    for (int i = 0; i < static_cast<int>(running_.size()); ++i) {
      if (running_[i]) candidates.push_back(i);
    }
    if (candidates.empty()) return;
    turn_ = candidates[random_() % candidates.size()];
    turned_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable turned_;
  int turn_ = 0;
  std::vector<bool> running_;
  std::minstd_rand random_;
};

}  // namespace racekit::benchmarks

#endif  // RACEKIT_BENCHMARKS_BATON_H_
