// Threads that each write a line, in two pieces unless they are given an
// argument: "worker number 0worker number 1".

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int in_one_piece;

static void* Work(void* number) {
  char line[64];
  sprintf(line, "worker number %s%s", (const char*)number,
          in_one_piece ? "\n" : "");
  if (write(1, line, strlen(line)) < 0) return NULL;
  if (!in_one_piece && write(1, "\n", 1) < 0) return NULL;
  return NULL;
}

int main(int argc, char** argv) {
  (void)argv;
  in_one_piece = argc > 1;
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, Work, "0");
  pthread_create(&threads[1], NULL, Work, "1");
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  return 0;
}
