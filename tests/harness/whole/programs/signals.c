// A thread that waits for signals, which others send to it, to the process and
// to themselves.

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_int handled;

static void Handle(int signal) {
  (void)signal;
  ++handled;
}

static void* WaitForThree(void* set) {
  for (int i = 0; i < 3; ++i) {
    int signal = 0;
    if (sigwait(set, &signal) != 0 || signal != SIGUSR1) return set;
  }
  return NULL;
}

static void* Send(void* to) {
  pthread_kill(*(pthread_t*)to, SIGUSR1);
  raise(SIGUSR2);
  return NULL;
}

int main(int argc, char** argv) {
  (void)argv;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  signal(SIGUSR2, Handle);
  pthread_t waiting;
  pthread_t sending;
  pthread_create(&waiting, NULL, WaitForThree, &set);
  pthread_create(&sending, NULL, Send, &waiting);
  pthread_join(sending, NULL);
  kill(getpid(), SIGUSR1);
  // The third is never sent: one may wait until the program ends.
  if (argc > 1) pthread_join(waiting, NULL);
  return handled == 1 ? 0 : 1;
}
