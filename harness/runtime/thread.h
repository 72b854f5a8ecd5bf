// A controlled thread: a stack of our own, run with the TLS of a parked
// pthread (slot.h), and what the world knows about it.

#ifndef RACEKIT_HARNESS_RUNTIME_THREAD_H_
#define RACEKIT_HARNESS_RUNTIME_THREAD_H_

#include <pthread.h>

#include <cstdint>

#include "harness/runtime/call_tree.h"
#include "harness/schedule/strategy.h"

namespace racekit::runtime {

struct Fiber;
struct Slot;
struct Thread;

// Threads that wait for the same thing, in the order in which they came.
struct WaitQueue {
  Thread* first = nullptr;
  Thread* last = nullptr;
};

inline constexpr std::uint64_t kNever = UINT64_MAX;

// A destructor of a thread_local object.
struct TlsDestructor {
  void (*destroy)(void*);
  void* object;
  TlsDestructor* next;
};

struct Thread {
  enum class State : std::uint8_t { kRunnable, kWaiting, kFinished };

  int id = 0;  // 0 runs the body
  State state = State::kRunnable;
  bool yielded = false;  // let others go first
  bool timed_out = false;
  bool detached = false;
  bool joined = false;
  bool ending = false;  // its function has returned

  // > 0: inside code that must not be scheduled, such as the collection of a
  // failed assertion; every door then leads to the real function.
  int unobserved = 0;
  // > 0: what AnnotateIgnoreReadsBegin() and its like ask for.
  int ignore_reads = 0;
  int ignore_writes = 0;
  int ignore_sync = 0;
  // The annotated mutex (__tsan_mutex_*) in whose own code it is, or 0.
  std::uintptr_t own_mutex = 0;

  schedule::ThreadView* view = nullptr;  // what strategies see of it
  void* stack_pointer = nullptr;
  Slot* slot = nullptr;

  void* (*start)(void*) = nullptr;
  void* argument = nullptr;
  void* result = nullptr;
  Thread* parent = nullptr;
  CallNode created_at = 0;
  std::uintptr_t created_pc = 0;

  // Its place in World's list of runnable (or yielded) threads, and in that of
  // the threads whose wait has a deadline; -1 where in none.
  int list_index = -1;
  int timer_index = -1;

  // While waiting.
  WaitQueue* queue = nullptr;
  Thread* next = nullptr;
  Thread* previous = nullptr;
  std::uint64_t deadline = kNever;  // virtual nanoseconds
  std::uint64_t wait_began = 0;
  const char* waits_for = nullptr;  // "mutex", "condition variable", ...
  const void* waits_on = nullptr;
  std::uint64_t wait_word = 0;  // for the queue's owner: a futex' bitset, ...

  WaitQueue joiners;

  // Reads and attempts in a row that changed nothing and told nothing new, and
  // what was read last.
  struct KnownRead {
    const volatile void* address;
    std::uintptr_t pc;
    std::uint64_t value;
  };
  static constexpr int kKnownReads = 8;
  KnownRead known[kKnownReads];  // the first `known_reads`
  int known_reads = 0;
  unsigned oldest_known = 0;
  int unproductive = 0;
  int quiet_accesses = 0;  // plain ones since the last scheduling point

  // Where it is: one node of the call tree for each open function, from
  // frames[1] to frames[depth]; frames[0] is 0. What is open beyond kMaxDepth
  // is but counted.
  CallNode* frames = nullptr;
  int depth = 0;
  int deeper = 0;
  // In a function that is to happen in one step (region_functions.h): its
  // depth, else 0.
  int region_depth = 0;
  const char* region_name = nullptr;
  Fiber* fiber = nullptr;  // the program's own, if it told of one
  std::uintptr_t last_pc = 0;

  TlsDestructor* tls_destructors = nullptr;

  CallNode node() const { return frames[depth]; }
};

// The controlled thread that is running this code; null outside an execution
// and on threads that are not ours. It lives in the TLS that the thread
// borrowed, so a switch of threads switches it as well. `constinit`, or every
// use would first look whether it has a constructor to run.
extern constinit thread_local Thread* self
    __attribute__((tls_model("initial-exec")));

// The same, but null inside code that is not to be scheduled.
inline Thread* Controlled() {
  Thread* thread = self;
  return thread != nullptr && thread->unobserved == 0 ? thread : nullptr;
}

// Code that runs on a controlled thread without being scheduled or observed.
class Unobserved {
 public:
  Unobserved() : thread_(self) {
    if (thread_ != nullptr) ++thread_->unobserved;
  }
  ~Unobserved() {
    if (thread_ != nullptr) --thread_->unobserved;
  }
  Unobserved(const Unobserved&) = delete;
  Unobserved& operator=(const Unobserved&) = delete;

 private:
  Thread* const thread_;
};

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_THREAD_H_
