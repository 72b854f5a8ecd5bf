// Two threads that each print a line: nothing is wrong, unless somebody relies
// on their order. Says what it was given, too: its environment, its arguments.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char** environ;

static void* Greet(void* name) {
  printf("hello from %s\n", (const char*)name);
  return NULL;
}

int main(int argc, char** argv) {
  for (char** variable = environ; *variable != NULL; ++variable) {
    if (strncmp(*variable, "RACEKIT_WHOLE", strlen("RACEKIT_WHOLE")) == 0) {
      return 9;
    }
  }
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, Greet, argc > 1 ? argv[1] : "one");
  pthread_create(&threads[1], NULL, Greet, "another");
  for (int i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
  return 0;
}
