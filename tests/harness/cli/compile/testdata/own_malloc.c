/* A program that has malloc() and its like itself. */
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static char memory[1 << 24];
static size_t used;
static int calls;

void* malloc(size_t size) {
  const size_t begin = __sync_fetch_and_add(&used, (size + 31) & ~(size_t)15);
  __sync_fetch_and_add(&calls, 1);
  if (begin + size + 16 > sizeof memory) return 0;
  *(size_t*)(memory + begin) = size;
  return memory + begin + 16;
}
void free(void* block) { (void)block; }
void* calloc(size_t count, size_t size) { return malloc(count * size); }
void* realloc(void* block, size_t size) {
  void* moved = malloc(size);
  if (block != 0 && moved != 0) {
    const size_t old = ((size_t*)block)[-2];
    memcpy(moved, block, old < size ? old : size);
  }
  return moved;
}

static void* Work(void* argument) {
  free(malloc(100));
  return argument;
}

int main(void) {
  pthread_t thread;
  const int before = calls;
  pthread_create(&thread, 0, Work, 0);
  pthread_join(thread, 0);
  puts(calls > before ? "own" : "not its own");
  return 0;
}
