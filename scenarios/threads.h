// Starting some threads that do the same thing, and waiting for all of them.

#ifndef RACEKIT_SCENARIOS_THREADS_H_
#define RACEKIT_SCENARIOS_THREADS_H_

#include <thread>
#include <vector>

namespace racekit::scenarios {

// Calls `work(0)` ... `work(n - 1)`, each on a thread of its own; returns when
// all have returned. `work` is shared by the threads.
template <typename Work>
void RunThreads(int n, const Work& work) {
  std::vector<std::thread> threads;
  threads.reserve(n);
  for (int i = 0; i < n; ++i) {
    threads.emplace_back([&work, i] { work(i); });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace racekit::scenarios

#endif  // RACEKIT_SCENARIOS_THREADS_H_
