#include "counter.h"

#include <mutex>

namespace {
std::mutex mutex;
int count = 0;
}  // namespace

#ifdef UNLOCKED  // the race
int CountOne() { return ++count; }
#else
int CountOne() {
  const std::lock_guard<std::mutex> lock(mutex);
  return ++count;
}
#endif
