// C++: a static object whose destructor joins a thread, a thread_local with a
// destructor, an exit from another thread than main's, and threads that still
// run then.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace {

std::mutex mutex;
std::atomic<int> working{0};

struct Worker {
  Worker() : thread([] { ++working; }) {}
  ~Worker() {
    thread.join();
    std::printf("joined %d\n", working.load());
  }
  std::thread thread;
};

Worker& TheWorker() {
  static Worker worker;
  return worker;
}

struct PerThread {
  bool used = false;
  ~PerThread() {
    if (used) std::printf("thread ends\n");
  }
};
thread_local PerThread per_thread;

}  // namespace

int main(int argc, char**) {
  TheWorker();
  per_thread.used = true;
  std::thread([] {
    for (;;) {
      const std::lock_guard<std::mutex> lock(mutex);
      std::this_thread::yield();
    }
  }).detach();
  if (argc == 1) return 0;
  std::thread([] { std::exit(7); }).join();
}
