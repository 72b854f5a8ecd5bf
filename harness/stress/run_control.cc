#include "harness/stress/run_control.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "harness/stress/raw_syscall.h"

namespace racekit::internal {
namespace {

// How long a new thread waits at most, after the creator's latest creation, for
// the creator to go on to something else.
constexpr std::int64_t kGateTimeoutNs = 1'000'000;

struct Run;

// A thread of a run. Lives until the run is over, or for ever if some thread
// outlives the run.
struct RunThread {
  RunThread(Run* run_in, std::uint64_t key_in, int number_in,
            RunThread* creator_in);

  Run* const run;
  const std::uint64_t key;
  const int number;
  RunThread* const creator;
  RunThread* next = nullptr;  // in Run::threads

  // Written by the thread itself, read at the end of the run and by a signal
  // handler.
  std::atomic<pid_t> tid{0};  // 0: not started, or ended
  std::atomic<std::int64_t> points[kPointKinds] = {};
  std::atomic<std::int64_t> delays{0};
  std::atomic<std::int64_t> slept_ns{0};
  DelaySource source;

  // As a creator: its children wait while `gate_generation` is the one they
  // were created in.
  std::int64_t children = 0;
  bool gate_closed = false;
  std::atomic<std::uint32_t> gate_generation{0};
  std::atomic<std::int64_t> latest_creation_ns{0};

  // As a child.
  std::uint32_t gate_to_await = 0;
  void* (*start)(void*) = nullptr;
  void* argument = nullptr;
};

struct Run {
  explicit Run(const RunConfig& config_in)
      : config(config_in),
        gate(config.inject &&
             GateInRun(config.injection, config.seed, config.run)) {}

  const RunConfig config;
  const bool gate;
  std::atomic<RunThread*> threads{nullptr};
  std::atomic<int> created{0};
  std::atomic<std::uint32_t> live{0};
  std::atomic<bool> over{false};
};

RunThread::RunThread(Run* run_in, std::uint64_t key_in, int number_in,
                     RunThread* creator_in)
    : run(run_in),
      key(key_in),
      number(number_in),
      creator(creator_in),
      source(run->config.injection, run->config.seed, run->config.run, key) {}

constinit std::atomic<Run*> current_run{nullptr};

// No constructor and no wrapper function: read in forwarders that run before
// TSan or libc are ready.
constinit thread_local RunThread* self
    __attribute__((tls_model("initial-exec"))) = nullptr;

std::int64_t NowNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

// Only the owner writes, so this need not be one atomic step.
void Add(std::atomic<std::int64_t>& counter, std::int64_t n) {
  counter.store(counter.load(std::memory_order_relaxed) + n,
                std::memory_order_relaxed);
}

RunThread* AddThread(Run* run, RunThread* creator) {
  const int number = run->created.fetch_add(1, std::memory_order_relaxed);
  const std::uint64_t key =
      creator == nullptr ? 0 : ChildThreadKey(creator->key, creator->children);
  auto* thread = new RunThread(run, key, number, creator);
  thread->next = run->threads.load(std::memory_order_relaxed);
  while (!run->threads.compare_exchange_weak(thread->next, thread,
                                             std::memory_order_release,
                                             std::memory_order_relaxed)) {
  }
  return thread;
}

void OpenGate(RunThread* thread) {
  if (!thread->gate_closed) return;
  thread->gate_closed = false;
  thread->gate_generation.fetch_add(1, std::memory_order_release);
}

// Threads wait awake: woken by a futex they would come one after the other, a
// wake-up apart, and the first might be done before the last has started.
void AwaitGate(const RunThread* thread) {
  const RunThread* creator = thread->creator;
  while (creator->gate_generation.load(std::memory_order_acquire) ==
         thread->gate_to_await) {
    if (NowNs() - creator->latest_creation_ns.load(std::memory_order_relaxed) >
        kGateTimeoutNs) {
      return;
    }
    RawSyscall(SYS_sched_yield);
  }
}

void MakeShortSleepsShort() {
  // The default slack of 50 us would turn each 1 us into 50.
  RawSyscall(SYS_prctl, PR_SET_TIMERSLACK, 1);
}

bool IsDelayed(const Run& run, PointKind kind) {
  if (!run.config.inject || run.over.load(std::memory_order_relaxed)) {
    return false;
  }
  switch (kind) {
    case PointKind::kJoin:
      return false;  // waits anyway, and has done its work
    case PointKind::kThreadCreate:
    case PointKind::kThreadStart:
      return !run.gate;  // whose threads are to start together
    default:
      return true;
  }
}

void ThreadEnds() {
  RunThread* thread = self;
  if (thread == nullptr) return;
  OpenGate(thread);
  self = nullptr;
  thread->tid.store(0, std::memory_order_relaxed);
  std::atomic<std::uint32_t>* live = &thread->run->live;
  // Once the last thread is gone EndRun() may free the run and all its threads.
  if (live->fetch_sub(1, std::memory_order_acq_rel) == 1) {
    RawSyscall(SYS_futex, reinterpret_cast<long>(live), FUTEX_WAKE_PRIVATE, 1);
  }
}

// Its destructor runs however the thread ends: by return, by pthread_exit() or
// by cancellation.
struct ThreadEndWatcher {
  ~ThreadEndWatcher() { ThreadEnds(); }
  void Touch() { touched = true; }
  bool touched = false;
};
thread_local ThreadEndWatcher thread_end_watcher;

// On a machine with more to do than it can, a thread may wait long for its
// turn; so long is waited for one that could go on if it only got it.
constexpr std::int64_t kStarvedGraceNs = 2'000'000'000;
constexpr std::int64_t kStarvedPollNs = 10'000'000;

// The kernel says that the thread runs, or would.
bool IsRunnable(pid_t tid) {
  char path[64];
  std::snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
  const long fd = RawSyscall(SYS_openat, AT_FDCWD, reinterpret_cast<long>(path),
                             O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return false;
  char line[256];
  const long size =
      RawSyscall(SYS_read, fd, reinterpret_cast<long>(line), sizeof(line) - 1);
  RawSyscall(SYS_close, fd);
  if (size <= 0) return false;
  line[size] = '\0';
  // "TID (name) state ...": the name may hold anything.
  const char* name_end = std::strrchr(line, ')');
  return name_end != nullptr && std::strncmp(name_end, ") R", 3) == 0;
}

// Of `live` threads one runs, or would, or has not even begun.
bool AnyRunnable(const Run& run, std::uint32_t live) {
  std::uint32_t begun = 0;
  for (const RunThread* thread = run.threads.load(std::memory_order_acquire);
       thread != nullptr; thread = thread->next) {
    const pid_t tid = thread->tid.load(std::memory_order_relaxed);
    if (tid == 0) continue;
    if (IsRunnable(tid)) return true;
    ++begun;
  }
  return begun < live;
}

void* RunThreadMain(void* argument) {
  auto* thread = static_cast<RunThread*>(argument);
  self = thread;
  thread->tid.store(static_cast<pid_t>(RawSyscall(SYS_gettid)),
                    std::memory_order_relaxed);
  thread_end_watcher.Touch();
  if (thread->run->config.inject) MakeShortSleepsShort();
  if (thread->run->gate) AwaitGate(thread);
  AtPoint(PointKind::kThreadStart);
  return thread->start(thread->argument);
}

}  // namespace

std::int64_t RunCounts::all_points() const {
  std::int64_t sum = 0;
  for (const std::int64_t n : points) sum += n;
  return sum;
}

void BeginRun(const RunConfig& config) {
  Run* run = new Run(config);
  self = AddThread(run, nullptr);
  self->tid.store(static_cast<pid_t>(RawSyscall(SYS_gettid)),
                  std::memory_order_relaxed);
  if (config.inject) MakeShortSleepsShort();
  current_run.store(run, std::memory_order_release);
}

RunCounts EndRun(std::int64_t grace_ns) {
  Run* run = self->run;
  OpenGate(self);
  self->tid.store(0, std::memory_order_relaxed);
  self = nullptr;
  const std::int64_t start = NowNs();
  std::int64_t deadline = start + grace_ns;
  std::uint32_t live;
  while ((live = run->live.load(std::memory_order_acquire)) != 0) {
    const std::int64_t now = NowNs();
    if (now >= deadline && now < start + kStarvedGraceNs &&
        AnyRunnable(*run, live)) {
      deadline = now + kStarvedPollNs;
    }
    const std::int64_t left = deadline - now;
    if (left <= 0) break;
    const timespec timeout = {static_cast<time_t>(left / 1'000'000'000),
                              static_cast<long>(left % 1'000'000'000)};
    RawSyscall(SYS_futex, reinterpret_cast<long>(&run->live),
               FUTEX_WAIT_PRIVATE, live, reinterpret_cast<long>(&timeout));
  }
  run->over.store(true, std::memory_order_release);
  current_run.store(nullptr, std::memory_order_release);

  RunCounts counts;
  counts.threads_created = run->created.load(std::memory_order_relaxed) - 1;
  counts.threads_left = live;
  RunThread* thread = run->threads.load(std::memory_order_acquire);
  while (thread != nullptr) {
    for (int i = 0; i < kPointKinds; ++i) {
      counts.points[i] += thread->points[i].load(std::memory_order_relaxed);
    }
    counts.delays += thread->delays.load(std::memory_order_relaxed);
    counts.slept_ns += thread->slept_ns.load(std::memory_order_relaxed);
    RunThread* next = thread->next;
    if (live == 0) delete thread;
    thread = next;
  }
  if (live == 0) delete run;
  return counts;
}

bool InRun() { return self != nullptr; }

int RunThreadNumber() { return self == nullptr ? -1 : self->number; }

void AtPoint(PointKind kind) {
  RunThread* thread = self;
  if (thread == nullptr) return;
  Add(thread->points[static_cast<int>(kind)], 1);
  if (kind != PointKind::kThreadCreate) OpenGate(thread);
  if (!IsDelayed(*thread->run, kind)) return;
  const Delay delay = thread->source.Next();
  switch (delay.kind) {
    case Delay::Kind::kNone:
      return;
    case Delay::Kind::kYield:
      RawSyscall(SYS_sched_yield);
      break;
    case Delay::Kind::kSleep: {
      const timespec duration = {0, static_cast<long>(delay.sleep_ns)};
      RawSyscall(SYS_nanosleep, reinterpret_cast<long>(&duration), 0);
      break;
    }
  }
  Add(thread->delays, 1);
  Add(thread->slept_ns, delay.sleep_ns);
}

int CreateInRun(int (*create)(pthread_t*, const pthread_attr_t*,
                              void* (*)(void*), void*),
                pthread_t* thread, const pthread_attr_t* attributes,
                void* (*start)(void*), void* argument) {
  RunThread* creator = self;
  Run* run = creator->run;
  RunThread* child = AddThread(run, creator);
  child->start = start;
  child->argument = argument;
  child->gate_to_await =
      creator->gate_generation.load(std::memory_order_relaxed);
  creator->latest_creation_ns.store(NowNs(), std::memory_order_relaxed);
  ++creator->children;
  creator->gate_closed = true;
  run->live.fetch_add(1, std::memory_order_relaxed);
  const int error = create(thread, attributes, RunThreadMain, child);
  if (error != 0) {
    run->created.fetch_sub(1, std::memory_order_relaxed);
    run->live.fetch_sub(1, std::memory_order_relaxed);
  }
  // After the creation: time for the new thread to overtake its creator.
  AtPoint(PointKind::kThreadCreate);
  return error;
}

void VisitRunThreads(void (*visit)(void* context, pid_t tid, int number),
                     void* context) {
  const Run* run = current_run.load(std::memory_order_acquire);
  if (run == nullptr) return;
  for (const RunThread* thread = run->threads.load(std::memory_order_acquire);
       thread != nullptr; thread = thread->next) {
    const pid_t tid = thread->tid.load(std::memory_order_relaxed);
    if (tid != 0) visit(context, tid, thread->number);
  }
}

}  // namespace racekit::internal
