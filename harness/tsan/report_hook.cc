// What ThreadSanitizer's runtime calls in a racekit binary: for its options, at
// each report, and at the end.
//
// The runtime calls these before main() and with its own locks held. So nothing
// here is instrumented, allocates, or calls what could raise a report in turn;
// and nothing is a template that the code under test might share, which would
// then run uninstrumented too. Nor is any function of libc used that the
// runtime intercepts: its interceptors do not work before it has its options.

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "harness/stress/raw_syscall.h"
#include "harness/tsan/raw_report.h"
#include "harness/tsan/runtime_interface.h"

namespace racekit::internal {
namespace {

constexpr int kCapacity = 64;

// A ring. The runtime raises one report at a time, so there is one writer.
RawReport ring[kCapacity];
int64_t written = 0;
int64_t taken = 0;
int64_t dropped = 0;
int64_t unclaimed = 0;

int64_t Load(const int64_t& value) {
  return __atomic_load_n(&value, __ATOMIC_ACQUIRE);
}

void Store(int64_t& value, int64_t to) {
  __atomic_store_n(&value, to, __ATOMIC_RELEASE);
}

// Appends `from` to the text in to[0..size), of which `used` bytes are in use,
// and returns how many are then. What does not fit is cut.
size_t AppendText(char* to, size_t size, size_t used, const char* from) {
  while (from != nullptr && *from != '\0' && used + 1 < size) {
    to[used++] = *from++;
  }
  to[used] = '\0';
  return used;
}

void CopyText(char* to, size_t size, const char* from) {
  AppendText(to, size, 0, from);
}

// The runtime repeats a pc for each function inlined there; the symboliser
// will name them all again.
constexpr int kTraceSize = 256;
struct Trace {
  void* pcs[kTraceSize] = {};

  void CopyTo(RawStack& stack) const {
    int depth = 0;
    for (int i = 0; i < kTraceSize && pcs[i] && depth < kRawStackDepth; ++i) {
      if (i > 0 && pcs[i] == pcs[i - 1]) continue;
      stack.pcs[depth++] = reinterpret_cast<uintptr_t>(pcs[i]);
    }
    if (depth < kRawStackDepth) stack.pcs[depth] = 0;
  }
};

void CopyReport(void* from, RawReport& to) {
  const char* type = nullptr;
  int count, stacks, accesses, locations, mutexes, threads, unique_tids;
  Trace sleep;
  __tsan_get_report_data(from, &type, &count, &stacks, &accesses, &locations,
                         &mutexes, &threads, &unique_tids, sleep.pcs,
                         kTraceSize);
  CopyText(to.type, sizeof(to.type), type);
  to.stacks.count = to.accesses.count = to.locations.count = 0;
  to.mutexes.count = to.threads.count = to.unique_threads.count = 0;
  for (int i = 0; i < stacks; ++i) {
    Trace trace;
    __tsan_get_report_stack(from, i, trace.pcs, kTraceSize);
    if (RawStack* stack = to.stacks.Add()) trace.CopyTo(*stack);
  }
  for (int i = 0; i < accesses; ++i) {
    Trace trace;
    void* address = nullptr;
    int thread = -1, size = 0, write = 0, atomic = 0;
    __tsan_get_report_mop(from, i, &thread, &address, &size, &write, &atomic,
                          trace.pcs, kTraceSize);
    RawAccess* access = to.accesses.Add();
    if (access == nullptr) break;
    access->thread = thread;
    access->address = reinterpret_cast<uintptr_t>(address);
    access->size = size;
    access->write = write != 0;
    access->atomic = atomic != 0;
    trace.CopyTo(access->stack);
  }
  for (int i = 0; i < locations; ++i) {
    Trace trace;
    const char* location_type = nullptr;
    void* address = nullptr;
    uintptr_t start = 0, size = 0;
    int thread = -1, fd = -1, suppressable = 0;
    __tsan_get_report_loc(from, i, &location_type, &address, &start, &size,
                          &thread, &fd, &suppressable, trace.pcs, kTraceSize);
    RawLocation* location = to.locations.Add();
    if (location == nullptr) break;
    CopyText(location->type, sizeof(location->type), location_type);
    // `address` is that of a global; `start` that of a heap block.
    location->start = start != 0 ? start : reinterpret_cast<uintptr_t>(address);
    location->size = size;
    location->thread = thread;
    location->fd = fd;
    trace.CopyTo(location->stack);
  }
  for (int i = 0; i < mutexes; ++i) {
    Trace trace;
    uintptr_t id = 0;
    void* address = nullptr;
    int destroyed = 0;
    __tsan_get_report_mutex(from, i, &id, &address, &destroyed, trace.pcs,
                            kTraceSize);
    RawMutex* mutex = to.mutexes.Add();
    if (mutex == nullptr) break;
    mutex->address = reinterpret_cast<uintptr_t>(address);
    mutex->destroyed = destroyed != 0;
    trace.CopyTo(mutex->stack);
  }
  for (int i = 0; i < threads; ++i) {
    Trace trace;
    uint64_t os_id = 0;
    const char* name = nullptr;
    int id = -1, running = 0, parent = -1;
    __tsan_get_report_thread(from, i, &id, &os_id, &running, &name, &parent,
                             trace.pcs, kTraceSize);
    RawThread* thread = to.threads.Add();
    if (thread == nullptr) break;
    thread->id = id;
    thread->parent = parent;
    CopyText(thread->name, sizeof(thread->name), name);
    trace.CopyTo(thread->stack);
  }
  for (int i = 0; i < unique_tids; ++i) {
    int* thread = to.unique_threads.Add();
    if (thread == nullptr) break;
    __tsan_get_report_unique_tid(from, i, thread);
  }
}

// getenv() for callers that come before libc is ready: copies the value into
// out[0..size) and is true if the variable is set, not empty and fits.
bool EarlyGetenv(const char* name, char* out, size_t size) {
  constexpr char kPath[] = "/proc/self/environ";
  const int64_t fd = RawSyscall(SYS_openat, AT_FDCWD,
                                reinterpret_cast<intptr_t>(kPath), O_RDONLY);
  if (fd < 0) return false;
  size_t used = 0;
  const char* expected = name;  // null once this variable is another one
  bool in_value = false;
  bool found = false;
  char buffer[1024];
  int64_t length;
  while (!found &&
         (length = RawSyscall(SYS_read, fd, reinterpret_cast<intptr_t>(buffer),
                              sizeof(buffer))) > 0) {
    for (int64_t i = 0; i < length && !found; ++i) {
      const char c = buffer[i];
      if (in_value && used < size) {
        out[used++] = c;
        found = c == '\0';
      } else if (c == '\0') {
        expected = name;
      } else if (expected != nullptr && *expected == '\0' && c == '=') {
        in_value = true;
      } else if (expected != nullptr) {
        expected = *expected == c ? expected + 1 : nullptr;
      }
    }
  }
  RawSyscall(SYS_close, fd);
  return found && used > 1;
}

bool Contains(const char* text, const char* word) {
  return text != nullptr && strstr(text, word) != nullptr;
}

int null_fd = -1;

void SendTsansTextToNull() {
  __sanitizer_set_report_fd(
      reinterpret_cast<void*>(static_cast<uintptr_t>(null_fd)));
}

// TSan's own text says nothing that the finding does not say: it is wanted only
// by those who ask for it.
__attribute__((constructor)) void SilenceTsansText() {
  const char* verbose = getenv("RACEKIT_VERBOSE");
  if (verbose != nullptr && strcmp(verbose, "0") != 0) return;
  if (Contains(getenv("TSAN_OPTIONS"), "log_path")) return;
  null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (null_fd < 0) return;
  SendTsansTextToNull();
  // The runtime takes a descriptor to be the process's that set it; in a child
  // it writes to a file named after the child's pid, in the current folder.
  pthread_atfork(nullptr, nullptr, SendTsansTextToNull);
}

}  // namespace

bool PopRawReport(RawReport& report) {
  const int64_t next = Load(taken);
  if (next == Load(written)) return false;
  report = ring[next % kCapacity];
  Store(taken, next + 1);
  return true;
}

int64_t TakeDroppedReports() {
  return __atomic_exchange_n(&dropped, 0, __ATOMIC_ACQ_REL);
}

void AddUnclaimedReport() {
  __atomic_fetch_add(&unclaimed, 1, __ATOMIC_ACQ_REL);
}

}  // namespace racekit::internal

extern "C" void __tsan_on_report(void* report) {
  using namespace racekit::internal;
  const int64_t next = Load(written);
  if (next - Load(taken) >= kCapacity) {
    __atomic_fetch_add(&dropped, 1, __ATOMIC_ACQ_REL);
    return;
  }
  CopyReport(report, ring[next % kCapacity]);
  Store(written, next + 1);
}

// Not weak: clang's runtime has a weak one, and comes first. TSAN_OPTIONS is
// stronger than what is said here.
extern "C" const char* __tsan_default_options() {
  using racekit::internal::AppendText;
  using racekit::internal::EarlyGetenv;
  static char options[4400];
  // history_size: enough for the other stack of a race that lies some hundred
  // thousand accesses back. die_after_fork: bodies may fork.
  size_t used = AppendText(
      options, sizeof(options), 0,
      "exitcode=66 second_deadlock_stack=1 history_size=4 die_after_fork=0 "
      "atexit_sleep_ms=200");
  static char suppressions[4096];
  if (EarlyGetenv("RACEKIT_TSAN_SUPPRESSIONS", suppressions,
                  sizeof(suppressions))) {
    used = AppendText(options, sizeof(options), used, " suppressions=\"");
    used = AppendText(options, sizeof(options), used, suppressions);
    AppendText(options, sizeof(options), used, "\"");
  }
  return options;
}

namespace __tsan {

// The runtime's weak hook before the process ends: `failed` is true if there
// was any report. All that became findings have failed a test, or have been
// asked for; the exit status is then the test's to say.
__attribute__((visibility("default"))) bool OnFinalize(bool failed) {
  using namespace racekit::internal;
  return failed && (Load(unclaimed) > 0 || Load(dropped) > 0 ||
                    Load(written) != Load(taken));
}

}  // namespace __tsan
