// 24 threads and an atomicity violation: each looks whether there is a ticket
// left and takes it, under the lock both times, but not under one lock.

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

enum { kThreads = 24, kTickets = 23 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int tickets = kTickets;

static bool IsOneLeft(void) {
  pthread_mutex_lock(&mutex);
  bool left = tickets > 0;
  pthread_mutex_unlock(&mutex);
  return left;
}

static void Take(void) {
  pthread_mutex_lock(&mutex);
  --tickets;
  assert(tickets >= 0);
  pthread_mutex_unlock(&mutex);
}

static void* Buy(void* argument) {
  (void)argument;
  if (IsOneLeft()) Take();
  return 0;
}

int main(void) {
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], 0, Buy, 0);
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], 0);
  return 0;
}
