// Threads that use a library; an exception, a static object, an exit status.
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

#include "counter.h"

namespace {

struct Farewell {
  ~Farewell() { std::puts("bye"); }
} farewell;

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([] { CountOne(); });
  for (std::thread& thread : threads) thread.join();
  try {
    if (argc > 1) throw std::runtime_error(argv[1]);
  } catch (const std::runtime_error& error) {
    std::puts(error.what());
  }
  std::printf("%d\n", CountOne());
  return argc > 2 ? std::atoi(argv[2]) : 0;
}
