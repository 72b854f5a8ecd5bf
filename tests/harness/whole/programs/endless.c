// A thread that goes on for ever without ever coming to a scheduling point.

#include <pthread.h>

static void* Spin(void* argument) {
  for (unsigned i = 1; i != 0;) i |= 1;
  return argument;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, Spin, 0);
  return pthread_join(thread, 0);
}
