#include "tests/detectors/tsan/under_tsan.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "harness/tsan/runtime_interface.h"

// The compiler leaves it alone.
#define RACEKIT_UNSEEN __attribute__((no_sanitize("thread"), noinline))

// What the compiler makes of atomic operations, called with an order that is
// known when it runs.
extern "C" {
int __tsan_atomic32_load(const volatile int* address, int order);
void __tsan_atomic32_store(volatile int* address, int value, int order);
int __tsan_atomic32_fetch_add(volatile int* address, int value, int order);
void __tsan_atomic_thread_fence(int order);
}

namespace racekit::detectors {
namespace {

using Kind = Operation::Kind;

struct Memory {
  alignas(64) unsigned char variables[Program::kVariables][8];
  pthread_mutex_t mutexes[Program::kMutexes];
  pthread_rwlock_t rwlock;
  pthread_cond_t condition;
  pthread_t threads[Program::kThreads];
};

struct Run {
  const Operation* operations;
  std::size_t size;
  Memory* memory;
  std::size_t next;  // the baton
  bool woken;
};

struct Argument {
  Run* run;
  int thread;
};

Memory memories[kMaxPrograms];
int used = 0;

// Of the program that runs.
const Memory* observed = nullptr;
bool racy[Program::kVariables];
bool inversion = false;

RACEKIT_UNSEEN bool AwaitTurn(Run* run, int thread) {
  std::size_t last = run->size;
  while (last > 0 && run->operations[last - 1].thread != thread) --last;
  for (;;) {
    const std::size_t next = __atomic_load_n(&run->next, __ATOMIC_ACQUIRE);
    if (next >= last) return false;
    if (run->operations[next].thread == thread) return true;
    sched_yield();
  }
}
RACEKIT_UNSEEN const Operation* Current(const Run* run) {
  return &run->operations[run->next];
}
RACEKIT_UNSEEN void PassOn(Run* run) {
  __atomic_store_n(&run->next, run->next + 1, __ATOMIC_RELEASE);
}
RACEKIT_UNSEEN bool IsWoken(Run* run) {
  return __atomic_exchange_n(&run->woken, false, __ATOMIC_ACQ_REL);
}
RACEKIT_UNSEEN void SetWoken(Run* run) {
  __atomic_store_n(&run->woken, true, __ATOMIC_RELEASE);
}

template <typename T>
[[gnu::noinline]] void Read(const unsigned char* at) {
  const T value = *reinterpret_cast<const T*>(at);
  __asm__ volatile("" : : "r"(value));
}
template <typename T>
[[gnu::noinline]] void Write(unsigned char* at) {
  *reinterpret_cast<T*>(at) = 1;
}

void ReadSize(const unsigned char* at, int size) {
  switch (size) {
    case 1:
      return Read<std::uint8_t>(at);
    case 2:
      return Read<std::uint16_t>(at);
    case 4:
      return Read<std::uint32_t>(at);
    default:
      return Read<std::uint64_t>(at);
  }
}
void WriteSize(unsigned char* at, int size) {
  switch (size) {
    case 1:
      return Write<std::uint8_t>(at);
    case 2:
      return Write<std::uint16_t>(at);
    case 4:
      return Write<std::uint32_t>(at);
    default:
      return Write<std::uint64_t>(at);
  }
}

// Reports are listened to, not printed.
bool Silence() {
  const int nowhere = open("/dev/null", O_WRONLY);
  __sanitizer_set_report_fd(reinterpret_cast<void*>(nowhere));
  return true;
}

void* ThreadMain(void* argument);

// Whether the baton was passed on already.
bool Do(Run* run, const Operation& operation, Argument* arguments) {
  Memory& memory = *run->memory;
  unsigned char* at = memory.variables[operation.object] + operation.offset;
  auto* atomic = reinterpret_cast<volatile int*>(at);
  const int order = static_cast<int>(operation.order);
  switch (operation.kind) {
    case Kind::kRead:
      ReadSize(at, operation.size);
      return false;
    case Kind::kWrite:
      WriteSize(at, operation.size);
      return false;
    case Kind::kAtomicLoad:
      __tsan_atomic32_load(atomic, order);
      return false;
    case Kind::kAtomicStore:
      __tsan_atomic32_store(atomic, 1, order);
      return false;
    case Kind::kAtomicRmw:
      __tsan_atomic32_fetch_add(atomic, 1, order);
      return false;
    case Kind::kFence:
      __tsan_atomic_thread_fence(order);
      return false;
    case Kind::kLock:
      pthread_mutex_lock(&memory.mutexes[operation.object]);
      return false;
    case Kind::kUnlock:
      pthread_mutex_unlock(&memory.mutexes[operation.object]);
      return false;
    case Kind::kReadLock:
      pthread_rwlock_rdlock(&memory.rwlock);
      return false;
    case Kind::kWriteLock:
      pthread_rwlock_wrlock(&memory.rwlock);
      return false;
    case Kind::kRwUnlock:
      pthread_rwlock_unlock(&memory.rwlock);
      return false;
    case Kind::kWait:
      // Whoever signals holds the mutex, so cannot come before the wait began.
      PassOn(run);
      while (!IsWoken(run)) {
        pthread_cond_wait(&memory.condition, &memory.mutexes[operation.object]);
      }
      return true;
    case Kind::kSignal:
      SetWoken(run);
      pthread_cond_signal(&memory.condition);
      return false;
    case Kind::kWoken:
      return false;
    case Kind::kCreate:
      if (pthread_create(&memory.threads[operation.object], nullptr,
                         &ThreadMain, &arguments[operation.object]) != 0) {
        std::perror("pthread_create");
        std::abort();
      }
      return false;
    case Kind::kJoin:
      pthread_join(memory.threads[operation.object], nullptr);
      return false;
  }
  return false;
}

void Go(Argument* argument, Argument* arguments) {
  Run* run = argument->run;
  while (AwaitTurn(run, argument->thread)) {
    if (!Do(run, *Current(run), arguments)) PassOn(run);
  }
}

void* ThreadMain(void* argument) {
  Go(static_cast<Argument*>(argument), nullptr);
  return nullptr;
}

}  // namespace

TsanReports RunUnderTsan(const Program& program) {
  if (used == kMaxPrograms) {
    std::fputs("too many programs for one process\n", stderr);
    std::abort();
  }
  Memory& memory = memories[used++];
  for (pthread_mutex_t& mutex : memory.mutexes) {
    pthread_mutex_init(&mutex, nullptr);
  }
  pthread_rwlock_init(&memory.rwlock, nullptr);
  pthread_cond_init(&memory.condition, nullptr);
  static const bool silenced = Silence();
  (void)silenced;
  observed = &memory;
  for (bool& is_racy : racy) is_racy = false;
  inversion = false;
  Run run{program.operations.data(), program.operations.size(), &memory, 0,
          false};
  Argument arguments[Program::kThreads];
  for (int thread = 0; thread < Program::kThreads; ++thread) {
    arguments[thread] = {&run, thread};
  }
  Go(&arguments[0], arguments);
  observed = nullptr;
  TsanReports reports;
  for (int i = 0; i < Program::kVariables; ++i) {
    if (racy[i]) reports.variables.insert(i);
  }
  reports.lock_order = inversion;
  return reports;
}

}  // namespace racekit::detectors

extern "C" {

// Every report, as it is made; nothing is printed.
RACEKIT_UNSEEN const char* __tsan_default_options();
const char* __tsan_default_options() {
  return "suppress_equal_stacks=0:suppress_equal_addresses=0:halt_on_error=0:"
         "history_size=7:symbolize=0";
}

RACEKIT_UNSEEN void __tsan_on_report(void* report);
void __tsan_on_report(void* report) {
  using racekit::detectors::observed;
  if (observed == nullptr) return;
  const char* description = nullptr;
  int count = 0;
  int stacks = 0;
  int accesses = 0;
  int locations = 0;
  int mutexes = 0;
  int threads = 0;
  int ids = 0;
  void* trace[1];
  __tsan_get_report_data(report, &description, &count, &stacks, &accesses,
                         &locations, &mutexes, &threads, &ids, trace, 1);
  if (std::strcmp(description, "lock-order-inversion") == 0) {
    racekit::detectors::inversion = true;
  }
  for (int i = 0; i < accesses; ++i) {
    int thread = 0;
    void* address = nullptr;
    int size = 0;
    int write = 0;
    int atomic = 0;
    __tsan_get_report_mop(report, static_cast<std::uintptr_t>(i), &thread,
                          &address, &size, &write, &atomic, trace, 1);
    const auto offset = reinterpret_cast<std::uintptr_t>(address) -
                        reinterpret_cast<std::uintptr_t>(observed->variables);
    if (offset < sizeof(observed->variables)) {
      racekit::detectors::racy[offset / sizeof(observed->variables[0])] = true;
    }
  }
}

}  // extern "C"
