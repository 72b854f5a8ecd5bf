// The controlled world: one execution of a body, in which one thread runs at a
// time and a strategy says which.
//
// World is beneath the program under test. A door (doors_*.cc: the program's
// pthread_mutex_lock() and its like) or a compiler hook (hooks_*.cc) calls
// Point() before an operation that other threads can see, then performs the
// operation, which nobody can interrupt, and Block()s where it has to wait.

#ifndef RACEKIT_HARNESS_RUNTIME_WORLD_H_
#define RACEKIT_HARNESS_RUNTIME_WORLD_H_

#include <cstddef>
#include <cstdint>

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/call_tree.h"
#include "harness/runtime/region.h"
#include "harness/runtime/slot.h"
#include "harness/runtime/thread.h"
#include "harness/runtime/timer_heap.h"
#include "harness/schedule/strategy.h"

namespace racekit::runtime {

using Op = schedule::OperationKind;

inline constexpr int kMaxThreads = kMaxSlots;

enum class ThreadMode : std::uint8_t { kFibers, kOs };

// Why an execution ended.
enum class Ending : std::uint8_t {
  kFinished,   // the body returned and so did its threads
  kDeadlock,   // nobody can run, and no time that passes would change that
  kLivelock,   // everybody spins, and nobody changes what the others read
  kStepLimit,  // more scheduling points than allowed
  kLeaked,     // the body returned, but a thread waits for ever
  kRefused,    // something unsupported: see Outcome::refusal
  kCrashed,    // the program went down: see crash_record (crash.h)
};

struct Limits {
  std::int64_t steps = 1'000'000;
  // Of threads that ask for none themselves, the body's among them.
  std::size_t stack_bytes = kStackBytes;
  // Waits on condition variables that may end though nobody notified, if the
  // strategy chooses so: an untimed one is then offered like a timer.
  int spurious_wakeups = 0;
};

struct Outcome {
  Ending ending = Ending::kFinished;
  const char* refusal = nullptr;
  std::int64_t steps = 0;        // scheduling points
  std::int64_t accesses = 0;     // plain ones that the compiler told us of
  int threads = 0;               // created, the one that runs the body included
  std::int64_t choices = 0;      // that were put to the strategy
  std::int64_t switches = 0;     // from one thread to another
  std::int64_t preemptions = 0;  // switches from one that could have gone on
  // A thread that had not even begun when the body returned, or went on to
  // lock, wait, create, ...; -1 if there was none. Unlocking, notifying and the
  // like may be left to do for a thread that the body has waited for.
  int outlived = -1;
  CallNode outlived_node = 0;  // where
  std::uintptr_t outlived_pc = 0;
  // Static variables that were initialised, and pthread_once() and its like.
  std::int64_t initialisations = 0;
  std::int64_t untimed_waits = 0;  // on condition variables
  std::int64_t spurious_wakeups = 0;
};

class World {
 public:
  // Runs `body(argument)` as thread 0. Threads that cannot finish are
  // abandoned: their stacks are never returned to. Afterwards thread(i) still
  // tells about the threads of this execution.
  // The strategy's execution has begun already, and is for the caller to end.
  Outcome Run(void (*body)(void*), void* argument, schedule::Strategy* strategy,
              const Limits& limits, ThreadMode mode);

  // ---- for doors and hooks, on the current controlled thread

  // The current thread is about to do `op` on `object`, at current->last_pc:
  // the strategy may let others go first. `size` is in bytes, where the object
  // is memory.
  void Point(Thread* current, Op op, const void* object,
             std::uint16_t size = 0) {
    Announce(current, op, object, size);
    // Calls in tail position only, so that nothing need be kept across them.
    if (++point_.step > plain_steps_) [[unlikely]]
      return PassWithCare(current);
    Pass(current);
  }

  // Waits in `queue` until woken, or until the (virtual) deadline: false.
  bool Block(Thread* current, WaitQueue* queue, std::uint64_t deadline,
             const char* what, const void* object);
  // The same on a condition variable, where a wait may end by itself (Limits).
  bool BlockOnCondition(Thread* current, WaitQueue* queue,
                        std::uint64_t deadline, const void* condition);
  // Makes those who wait runnable. WakeOne takes the one that waits longest
  // and returns it, or null.
  Thread* WakeOne(WaitQueue* queue);
  int WakeAll(WaitQueue* queue);
  void Wake(Thread* thread);
  // Lets a waiting thread wait in another queue, on another object.
  void Move(Thread* thread, WaitQueue* to, const void* object);

  // The current thread changed something that others can see: whoever waited
  // for a change by reading again and again may go on.
  void Progress(Thread* current);
  // It did not get on: another read of a known value, another failed attempt.
  // After attempts of kPatience together, in a row, the others go first.
  static constexpr int kPatience = 8;
  void NoProgress(Thread* current, int weight = 1);
  // It says so itself: sched_yield().
  void Yield(Thread* current);

  // `stack_bytes`: 0, or what the thread asks for.
  Thread* Create(Thread* parent, void* (*start)(void*), void* argument,
                 bool detached, std::size_t stack_bytes);
  // The current thread is at its end.
  [[noreturn]] void Exit(Thread* current, void* result);
  [[noreturn]] void End(Thread* current, Ending ending);
  [[noreturn]] void Refuse(Thread* current, const char* what);

  std::uint64_t now() const { return now_; }
  void Advance(std::uint64_t nanoseconds) { now_ += nanoseconds; }

  Thread* thread(int id) const { return threads_[id]; }
  int thread_count() const { return thread_count_; }
  ThreadMode mode() const { return mode_; }
  // Threads that have not ended.
  int unfinished() const { return thread_count_ - finished_; }
  // Of the thread that `object` is, which is waited for; -1 if it is none.
  int IdOf(const volatile void* object) const {
    for (int id = 0; id < thread_count_; ++id) {
      if (threads_[id] == object) return id;
    }
    return -1;
  }
  // What each is about to do, or did last.
  const schedule::ThreadView* views() const { return views_; }
  std::int64_t steps() const { return point_.step; }
  bool active() const { return active_; }
  // Real-thread mode: who has the baton.
  const Thread* running() const { return running_; }

  Region& region() { return region_; }
  CallTree& calls() { return calls_; }
  void CountAccess() { ++accesses_; }
  void CountWrite() { accesses_ += kWrite + 1; }
  void CountInitialisation() { ++outcome_.initialisations; }

 private:
  // Ids of threads, in an order that depends on the schedule alone.
  struct List {
    int ids[kMaxThreads + 1] = {};  // room for a timer beside
    int size = 0;
  };

  void AddTo(List& list, int Thread::*place, Thread* thread);
  void MakeEager(Thread* thread) {
    ++point_.arrivals;
    thread->view->runnable = true;
    AddTo(eager_, &Thread::list_index, thread);
  }
  void LeaveEager(Thread* thread) {
    thread->view->runnable = false;
    RemoveFrom(eager_, &Thread::list_index, thread);
  }
  void RemoveFrom(List& list, int Thread::*place, Thread* thread);
  Thread* NewThread(void* (*start)(void*), void* argument,
                    std::size_t stack_bytes);
  void Announce(Thread* thread, Op op, const void* object, std::uint16_t size) {
    schedule::Operation& pending = thread->view->pending;
    pending.object = reinterpret_cast<std::uintptr_t>(object);
    // With its callers: most calls that arrive at a door are made by
    // std::mutex::lock() and its like.
    pending.site = std::uint64_t{thread->node()} << 32 |
                   static_cast<std::uint32_t>(thread->last_pc);
    ++pending.ordinal;
    pending.size = size;
    pending.kind = op;
  }
  void CountStep(Thread* current) {
    if (++point_.step > plain_steps_) [[unlikely]]
      LookAtStep(current);
  }
  // The thread to go on: `current` or another, never null. Ends the execution
  // if there is none.
  Thread* Pick(Thread* current);
  Thread* AskStrategy(int count, Thread* current, bool can_go_on,
                      const Thread* timer);
  // After a switch each return to a caller is mispredicted: everything below
  // this is inlined into it, and what calls it is called by the program.
  void PickAndSwitch(Thread* current);
  // The same, where the current one can go on, so can another, and no timer
  // runs.
  void AskAndSwitch(Thread* current);
  void LookAtStep(Thread* current);
  void Pass(Thread* current) {
    if (eager_.size > 1 && quiet_) [[likely]]
      return AskAndSwitch(current);
    if (!quiet_) return PickAndSwitch(current);
  }
  void PassWithCare(Thread* current);
  void WaitForSomebody(Thread* current);
  bool IsLivelock();
  [[noreturn]] void RefuseChoice(schedule::ThreadId chosen);
  void NoteOutlived(const Thread* current);
  void TellStrategy(Thread* current, const Thread* next);
  void UpdateQuiet() {
    quiet_ = timers_.size() == 0 && restless_ == nullptr && !watches_forced_;
  }
  void Expire(Thread* thread);
  static void Enqueue(WaitQueue* queue, Thread* thread);
  static void Dequeue(Thread* thread);
  void RouseYielded();
  bool TimerMayFire(const Thread* thread) const;
  void SwitchTo(Thread* from, Thread* to) {
    ++switches_;
    if (mode_ == ThreadMode::kOs) return SwitchToOs(from, to);
    SetThreadPointer(to->slot->thread_pointer);
    SwitchStack(&from->stack_pointer, to->stack_pointer);
  }
  void SwitchToOs(Thread* from, Thread* to);
  void EnterExecution(Thread* first);
  [[noreturn]] void LeaveExecution(Thread* from);
  void AbandonThreads();
  void PrepareToRun(Thread* thread, std::size_t stack_bytes);
  static void ThreadEntry();

  bool active_ = false;
  ThreadMode mode_ = ThreadMode::kFibers;
  schedule::Strategy* strategy_ = nullptr;
  bool watches_forced_ = false;  // the strategy does
  // No timer may expire, no wait end by itself and no strategy watches: a point
  // where one thread can go on is none.
  bool quiet_ = true;
  Limits limits_;
  Outcome outcome_;

  int thread_count_ = 0;
  int finished_ = 0;
  std::int64_t choices_ = 0;
  std::int64_t preemptions_ = 0;
  // Up to this many nothing need be looked at: the limit, or -1 once the body
  // has returned.
  std::int64_t plain_steps_ = 0;
  // Plain accesses, and, from bit kWriteShift on, writes among them (the last
  // so many): one addition counts both.
  static constexpr int kWriteShift = 40;
  static constexpr std::uint64_t kWrite = std::uint64_t{1} << kWriteShift;
  std::uint64_t accesses_ = 0;
  std::int64_t switches_ = 0;
  std::uint64_t now_ = 0;
  int idle_rounds_ = 0;  // in a row, in which whoever can run spun
  // Those in which nobody wrote anything either, and what was written before.
  int vain_rounds_ = 0;
  std::uint64_t known_writes_ = 0;
  List eager_;    // runnable
  List yielded_;  // runnable, but let others go first
  // The last; in between, its `step`, `arrivals` and `thread_count` are those
  // of now, and `timer` is kNoThread.
  schedule::Point point_;
  TimerHeap timers_;
  // Waits on a condition variable, and may be chosen though nobody notified.
  const Thread* restless_ = nullptr;

  void (*body_)(void*) = nullptr;
  void* body_argument_ = nullptr;

  // The thread outside the execution that runs the exploration.
  void* explorer_stack_ = nullptr;
  std::uintptr_t explorer_pointer_ = 0;
  int explorer_baton_ = 0;
  Thread* running_ = nullptr;
  Thread* left_from_ = nullptr;  // the thread that ended the execution

  Thread* threads_[kMaxThreads] = {};
  schedule::ThreadView* views_ = nullptr;  // kMaxThreads of them
  Region region_{std::size_t{16} << 30};
  CallTree calls_;
};

extern World world;

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_WORLD_H_
