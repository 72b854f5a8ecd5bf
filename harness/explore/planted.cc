#include "harness/explore/planted.h"

#include <mutex>
#include <string>
#include <thread>

namespace racekit::internal {
namespace {

class Counter {
 public:
  int Get() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }
  void Set(int value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    value_ = value;
  }

 private:
  std::mutex mutex_;
  int value_ = 0;
};

template <typename Work>
void OnTwoThreads(const Work& work) {
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
}

}  // namespace

void PlantedDataRace() {
  int value = 0;
  OnTwoThreads([&value] { ++value; });
}

std::string PlantedLostUpdate() {
  Counter counter;
  OnTwoThreads([&counter] { counter.Set(counter.Get() + 1); });
  const int value = counter.Get();
  return value == 2 ? "" : "counter is " + std::to_string(value) + ", not 2";
}

}  // namespace racekit::internal
