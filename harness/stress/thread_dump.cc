#include "harness/stress/thread_dump.h"

#include <dlfcn.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness/contain/interrupted_stack.h"
#include "harness/stress/raw_syscall.h"
#include "harness/stress/run_control.h"

namespace racekit::internal {
namespace {

// How long a thread has to answer. One that has blocked the signal never does.
constexpr int kAnswerMs = 50;

ThreadDump* thread_dump = nullptr;

// The entry that the thread which gets the next signal is to fill.
std::atomic<ThreadDump::Thread*> wanted{nullptr};

int DumpSignal() { return SIGRTMAX - 2; }

void Answer(int) {
  ThreadDump::Thread* thread = wanted.exchange(nullptr);
  if (thread == nullptr) return;
  thread->frames.store(InterruptedStack(thread->pcs, ThreadDump::kMaxFrames),
                       std::memory_order_release);
}

void SleepMs(long ms) {
  const timespec duration = {0, ms * 1'000'000};
  RawSyscall(SYS_nanosleep, reinterpret_cast<long>(&duration), 0);
}

void Ask(void*, pid_t tid, int number) {
  const int index = thread_dump->threads.load();
  if (index == ThreadDump::kMaxThreads) return;
  ThreadDump::Thread& thread = thread_dump->thread[index];
  thread.number = number;
  thread_dump->threads.store(index + 1);
  wanted.store(&thread);
  RawSyscall(SYS_tgkill, getpid(), tid, DumpSignal());
  for (int ms = 0; ms < kAnswerMs && thread.frames.load() == 0; ++ms) {
    SleepMs(1);
  }
  wanted.store(nullptr);
}

void DumpAndExit(int) {
  VisitRunThreads(Ask, nullptr);
  RawSyscall(SYS_exit_group, 1);
}

// libc's own: TSan's would put the signal off until the thread calls something
// that blocks, and a hanging thread may never do so again.
int RawSigaction(int signal, const struct sigaction* action) {
  using Function = int(int, const struct sigaction*, struct sigaction*);
  void* libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
  auto* function = libc == nullptr
                       ? nullptr
                       : reinterpret_cast<Function*>(dlsym(libc, "sigaction"));
  if (function == nullptr) function = &::sigaction;
  return function(signal, action, nullptr);
}

}  // namespace

void DumpThreadsOnTerm(ThreadDump* dump) {
  thread_dump = dump;
  PrepareStackWalks();
  struct sigaction action = {};
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  action.sa_handler = Answer;
  RawSigaction(DumpSignal(), &action);
  action.sa_handler = DumpAndExit;
  RawSigaction(SIGTERM, &action);
}

}  // namespace racekit::internal
