#include <mutex>
#include <thread>

extern "C" int CountInPlugin() {
  std::mutex mutex;
  int count = 0;
  const auto add = [&] {
    const std::lock_guard<std::mutex> lock(mutex);
    ++count;
  };
  std::thread one(add), other(add);
  one.join();
  other.join();
  return count;
}
