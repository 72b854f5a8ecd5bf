// Two threads that raise a counter; main() checks the sum by its exit status.

#include <pthread.h>
#include <stdio.h>

static int counter;

static void* Raise(void* argument) {
  (void)argument;
  for (int i = 0; i < 2; ++i) {
    int value = counter;
    counter = value + 1;
  }
  return NULL;
}

int main(int argc, char** argv) {
  (void)argv;
  pthread_t threads[2];
  for (int i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, Raise, NULL);
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  printf("counter is %d\n", counter);
  return counter == 4 || argc > 1 ? 0 : 3;
}
