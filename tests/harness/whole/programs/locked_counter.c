// The same with a lock: nothing is wrong. Reads its standard input, and has
// handlers that run at exit.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int counter;
static int rounds;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void* Raise(void* argument) {
  (void)argument;
  for (int i = 0; i < rounds; ++i) {
    pthread_mutex_lock(&mutex);
    ++counter;
    pthread_mutex_unlock(&mutex);
  }
  return NULL;
}

static void AtExit(void) { printf("at exit the counter is %d\n", counter); }

int main(void) {
  atexit(AtExit);
  if (scanf("%d", &rounds) != 1) return 5;
  pthread_t threads[2];
  for (int i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, Raise, NULL);
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  return counter == 2 * rounds ? 0 : 3;
}
