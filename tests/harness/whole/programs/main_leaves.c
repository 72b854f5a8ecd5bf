// main() ends by pthread_exit(): the program goes on until its last thread
// does.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int ended;

static void* End(void* argument) {
  pthread_mutex_lock(&mutex);
  ++ended;
  pthread_mutex_unlock(&mutex);
  return argument;
}

static void AtExit(void) { printf("%d ended\n", ended); }

int main(int argc, char** argv) {
  (void)argv;
  atexit(AtExit);
  pthread_t thread;
  for (int i = 0; i < 2; ++i) pthread_create(&thread, NULL, End, NULL);
  if (argc > 1) pthread_mutex_lock(&mutex);
  pthread_exit(NULL);
}
