// Takes more than its share: memory, or a long file, as its argument says. Or
// it fails if somebody left something in its folders ("scratch"), and leaves
// something there itself.

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kStep = 1 << 20, kSteps = 4096 };

static void* Greet(void* name) { return name; }

static void TakeMemory(void) {
  for (int i = 0; i < kSteps; ++i) {
    char* block = malloc(kStep);
    if (block != NULL) memset(block, 1, kStep);
  }
}

static FILE* Open(const char* folder) {
  char path[4096];
  snprintf(path, sizeof(path), "%s/leftover", folder);
  return fopen(path, "w");
}

static void WriteFile(const char* folder) {
  FILE* file = Open(folder);
  static char block[kStep];
  if (file == NULL || fwrite(block, 1, sizeof(block), file) == 0) exit(4);
  fclose(file);
}

static int IsEmpty(const char* folder) {
  DIR* entries = opendir(folder);
  int count = 0;
  while (entries != NULL && readdir(entries) != NULL) ++count;
  if (entries != NULL) closedir(entries);
  return count == 2;  // "." and ".."
}

int main(int argc, char** argv) {
  const char* what = argc > 1 ? argv[1] : "";
  const char* folder = getenv("TMPDIR");
  pthread_t thread;
  pthread_create(&thread, NULL, Greet, NULL);
  pthread_join(thread, NULL);
  if (folder == NULL) return 5;
  if (strcmp(what, "memory") == 0) TakeMemory();
  if (strcmp(what, "file") == 0) WriteFile(folder);
  if (strcmp(what, "scratch") == 0) {
    if (!IsEmpty(folder) || !IsEmpty(".")) return 3;
    fclose(Open("."));
  }
  return 0;
}
