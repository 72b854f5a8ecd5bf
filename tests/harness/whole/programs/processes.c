// Starts other processes, from several threads.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int failures;

static void* RunShell(void* argument) {
  if (system("exit 3") != 3 << 8) failures += 1;
  return argument;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, RunShell, NULL);
  const pid_t child = fork();
  if (child == 0) {
    execl("/bin/true", "true", (char*)NULL);
    _exit(9);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) return 1;
  FILE* pipe = popen("echo hello", "r");
  char line[16];
  if (fgets(line, sizeof(line), pipe) == NULL || pclose(pipe) != 0) return 2;
  pthread_join(thread, NULL);
  return failures;
}
