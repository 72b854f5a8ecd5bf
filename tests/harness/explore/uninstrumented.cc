// A library that was compiled elsewhere: it locks, and racekit does not see
// what it does in between.

#include <pthread.h>

namespace {
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int value = 0;
}  // namespace

extern "C" int UninstrumentedAdd() {
  pthread_mutex_lock(&mutex);
  const int result = ++value;
  pthread_mutex_unlock(&mutex);
  return result;
}
