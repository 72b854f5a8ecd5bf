/* Threads of three kinds of synchronisation; prints what they have counted. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <threads.h>

enum { kThreads = 4 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int locked;
static atomic_int atomic;
static long builtin;

static void* Count(void* argument) {
  pthread_mutex_lock(&mutex);
  ++locked;
  pthread_mutex_unlock(&mutex);
  atomic_fetch_add(&atomic, 1);
  __sync_fetch_and_add(&builtin, 1);
  return argument;
}

static int CountC11(void* argument) { return Count(argument) == argument; }

int main(void) {
  pthread_t posix[kThreads];
  thrd_t c11;
  for (int i = 0; i < kThreads; ++i) pthread_create(&posix[i], 0, Count, 0);
  thrd_create(&c11, CountC11, 0);
  for (int i = 0; i < kThreads; ++i) pthread_join(posix[i], 0);
  thrd_join(c11, 0);
  printf("%d %d %ld\n", locked, atomic_load(&atomic),
         __atomic_load_n(&builtin, __ATOMIC_SEQ_CST));
  return 0;
}
