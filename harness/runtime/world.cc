#include "harness/runtime/world.h"

#include "harness/runtime/io_wait.h"
#include "harness/runtime/observer.h"
#include "harness/runtime/program_exit.h"
#include "harness/runtime/sync_table.h"
#include "harness/runtime/timer_descriptors.h"
#include "harness/runtime/virtual_time.h"

namespace racekit::runtime {

namespace {

// Rounds in which every thread that can run spun in vain, and wrote nothing,
// before that is called a livelock. Time passes in each.
constexpr int kIdleRounds = 200;
// A wait that is longer ends by time only if nobody can run: tests guard
// themselves against hanging with timeouts of seconds.
constexpr std::uint64_t kPatientWait = 1'000'000'000;

// What a thread does not do on its last steps.
bool BeginsAnew(Op kind) {
  return kind == Op::kLock || kind == Op::kLockShared || kind == Op::kWait ||
         kind == Op::kCreate || kind == Op::kJoin || kind == Op::kYield ||
         kind == Op::kClock || kind == Op::kOutput;
}

}  // namespace

constinit World world;

void World::AddTo(List& list, int Thread::*place, Thread* thread) {
  thread->*place = list.size;
  list.ids[list.size++] = thread->id;
}

void World::RemoveFrom(List& list, int Thread::*place, Thread* thread) {
  const int hole = thread->*place;
  Thread* last = threads_[list.ids[--list.size]];
  list.ids[hole] = last->id;
  last->*place = hole;
  thread->*place = -1;
}

void World::TellStrategy(Thread* current, const Thread* next) {
  ++current->unobserved;
  strategy_->OnForced(views_, next->id);
  --current->unobserved;
}

// Another idle round begins. A thread that looks at a flag now and then while
// it works writes something in between; that nobody else can run does not make
// it spin.
bool World::IsLivelock() {
  const std::uint64_t writes = accesses_ >> kWriteShift;
  if (idle_rounds_++ == 0 || writes != known_writes_) vain_rounds_ = 0;
  known_writes_ = writes;
  return ++vain_rounds_ > kIdleRounds;
}

void World::WaitForSomebody(Thread* current) {
  while (eager_.size == 0) {
    // Who merely let others go first goes on before time passes, but once.
    if (timers_.size() > 0 && (yielded_.size == 0 || idle_rounds_ > 0)) {
      Expire(timers_.First());
    } else if (yielded_.size > 0) {
      if (IsLivelock()) End(current, Ending::kLivelock);
      now_ += std::uint64_t{1000} << (idle_rounds_ < 20 ? idle_rounds_ : 20);
      RouseYielded();
    } else if (!AwaitOutside()) {
      const bool body_returned =
          threads_[0]->state == Thread::State::kFinished && !BodyIsProgram();
      End(current, body_returned ? Ending::kLeaked : Ending::kDeadlock);
    }
  }
}

void World::RefuseChoice(schedule::ThreadId chosen) {
  if (chosen < 0 || chosen >= thread_count_) {
    Fatal("a strategy chose a thread that does not exist");
  }
  Fatal("a strategy chose a thread that cannot go on");
}

// `timer` is in the list of those who can go on, or null.
[[gnu::always_inline]] inline Thread* World::AskStrategy(int count,
                                                         Thread* current,
                                                         bool can_go_on,
                                                         const Thread* timer) {
  const int current_id = current->id;
  point_.current = can_go_on ? current_id : schedule::kNoThread;
  point_.count = count;
  // A strategy may be compiled as the program is.
  ++current->unobserved;
  const schedule::ThreadId chosen = strategy_->Choose(point_);
  --current->unobserved;
  ++choices_;
  if (can_go_on && chosen == current_id) return current;
  if (chosen < 0 || chosen >= thread_count_) RefuseChoice(chosen);
  Thread* next = threads_[chosen];
  if (next != timer &&
      (next->state != Thread::State::kRunnable || next->yielded)) {
    RefuseChoice(chosen);
  }
  if (can_go_on) ++preemptions_;
  return next;
}

Thread* World::Pick(Thread* current) {
  if (eager_.size == 0) WaitForSomebody(current);
  int count = eager_.size;
  const Thread* timer = nullptr;
  if (timers_.size() > 0) {
    timer = timers_.First();
    if (TimerMayFire(timer)) {
      eager_.ids[count++] = timer->id;
    } else {
      timer = nullptr;
    }
  }
  if (timer == nullptr && restless_ != nullptr) {
    timer = restless_;
    eager_.ids[count++] = timer->id;
  }
  if (count == 1) {
    Thread* next = threads_[eager_.ids[0]];
    if (watches_forced_) TellStrategy(current, next);
    return next;
  }
  const bool can_go_on =
      current->state == Thread::State::kRunnable && !current->yielded;
  point_.timer = timer == nullptr ? schedule::kNoThread : timer->id;
  Thread* next = AskStrategy(count, current, can_go_on, timer);
  point_.timer = schedule::kNoThread;
  if (next->state == Thread::State::kWaiting) Expire(next);
  return next;
}

void World::AskAndSwitch(Thread* current) {
  Thread* next = AskStrategy(eager_.size, current, true, nullptr);
  if (next != current) SwitchTo(current, next);
}

void World::PickAndSwitch(Thread* current) {
  Thread* next = Pick(current);
  if (next != current) SwitchTo(current, next);
}

void World::PassWithCare(Thread* current) {
  LookAtStep(current);
  Pass(current);
}

void World::LookAtStep(Thread* current) {
  if (point_.step > limits_.steps) End(current, Ending::kStepLimit);
  if (!current->ending) NoteOutlived(current);
}

void World::NoteOutlived(const Thread* current) {
  if (outcome_.outlived >= 0) return;
  // Whoever has just told the body that it is done, by an unlock or a notify,
  // may have its last steps left.
  const schedule::Operation& operation = current->view->pending;
  const bool had_not_begun = operation.ordinal == 1;
  if (!had_not_begun && !BeginsAnew(operation.kind)) return;
  outcome_.outlived = current->id;
  outcome_.outlived_node = current->node();
  outcome_.outlived_pc = current->last_pc;
}

bool World::TimerMayFire(const Thread* thread) const {
  return thread->deadline <= now_ ||
         thread->deadline - thread->wait_began <= kPatientWait;
}

void World::Expire(Thread* thread) {
  if (thread->deadline == kNever) {
    ++outcome_.spurious_wakeups;
  } else if (now_ < thread->deadline) {
    now_ = thread->deadline;
  }
  thread->timed_out = true;
  Wake(thread);
}

bool World::Block(Thread* current, WaitQueue* queue, std::uint64_t deadline,
                  const char* what, const void* object) {
  if (deadline <= now_) return false;
  current->state = Thread::State::kWaiting;
  current->timed_out = false;
  current->deadline = deadline;
  current->wait_began = now_;
  current->waits_for = what;
  current->waits_on = object;
  ObserveBlock(current, object, what);
  Enqueue(queue, current);
  if (current->yielded) RouseYielded();
  LeaveEager(current);
  // Once woken it tries again, or goes on: another operation. That its time
  // runs out is seen by whoever looks at the clock.
  const schedule::Operation& tried = current->view->pending;
  if (deadline == kNever) {
    Announce(current, tried.kind, object, tried.size);
  } else {
    Announce(current, Op::kClock, object, 0);
    timers_.Add(current);
    UpdateQuiet();
  }
  CountStep(current);
  PickAndSwitch(current);
  ObserveResume(current, object, what);
  return !current->timed_out;
}

bool World::BlockOnCondition(Thread* current, WaitQueue* queue,
                             std::uint64_t deadline, const void* condition) {
  if (deadline == kNever) {
    ++outcome_.untimed_waits;
    if (outcome_.spurious_wakeups < limits_.spurious_wakeups) {
      restless_ = current;
      UpdateQuiet();
    }
  }
  return Block(current, queue, deadline, "condition variable", condition);
}

void World::Enqueue(WaitQueue* queue, Thread* thread) {
  thread->queue = queue;
  thread->next = nullptr;
  thread->previous = queue->last;
  (queue->last != nullptr ? queue->last->next : queue->first) = thread;
  queue->last = thread;
}

void World::Dequeue(Thread* thread) {
  WaitQueue* queue = thread->queue;
  Thread* next = thread->next;
  Thread* previous = thread->previous;
  (previous != nullptr ? previous->next : queue->first) = next;
  (next != nullptr ? next->previous : queue->last) = previous;
  thread->queue = nullptr;
}

void World::Move(Thread* thread, WaitQueue* to, const void* object) {
  Dequeue(thread);
  Enqueue(to, thread);
  thread->waits_on = object;
}

void World::Wake(Thread* thread) {
  Dequeue(thread);
  if (thread->timer_index >= 0) {
    timers_.Remove(thread);
    UpdateQuiet();
  } else if (thread == restless_) {
    restless_ = nullptr;
    UpdateQuiet();
  }
  thread->state = Thread::State::kRunnable;
  MakeEager(thread);
}

Thread* World::WakeOne(WaitQueue* queue) {
  Thread* thread = queue->first;
  if (thread != nullptr) Wake(thread);
  return thread;
}

int World::WakeAll(WaitQueue* queue) {
  int woken = 0;
  while (WakeOne(queue) != nullptr) ++woken;
  return woken;
}

void World::Progress(Thread* current) {
  current->unproductive = 0;
  idle_rounds_ = 0;
  if (yielded_.size > 0) RouseYielded();
}

void World::NoProgress(Thread* current, int weight) {
  current->unproductive += weight;
  if (current->unproductive >= kPatience) Yield(current);
}

void World::Yield(Thread* current) {
  current->unproductive = 0;
  if (!current->yielded) {
    current->yielded = true;
    LeaveEager(current);
    AddTo(yielded_, &Thread::list_index, current);
  }
  Announce(current, Op::kYield, nullptr, 0);
  CountStep(current);
  PickAndSwitch(current);
}

void World::RouseYielded() {
  for (int i = 0; i < yielded_.size; ++i) {
    Thread* thread = threads_[yielded_.ids[i]];
    thread->yielded = false;
    MakeEager(thread);
  }
  yielded_.size = 0;
}

Thread* World::NewThread(void* (*start)(void*), void* argument,
                         std::size_t stack_bytes) {
  if (thread_count_ == kMaxThreads) return nullptr;
  // Not value-initialised: what it knows of reads need not be cleared.
  Thread* thread = new (region_.Allocate(sizeof(Thread))) Thread;
  thread->id = thread_count_;
  thread->start = start;
  thread->argument = argument;
  thread->view = &views_[thread_count_];
  *thread->view = {};
  threads_[thread_count_++] = thread;
  point_.thread_count = thread_count_;
  PrepareToRun(thread, stack_bytes == 0 ? limits_.stack_bytes : stack_bytes);
  MakeEager(thread);
  return thread;
}

Thread* World::Create(Thread* parent, void* (*start)(void*), void* argument,
                      bool detached, std::size_t stack_bytes) {
  Thread* thread = NewThread(start, argument, stack_bytes);
  if (thread == nullptr) Refuse(parent, "more than 4096 threads at once");
  thread->parent = parent;
  thread->view->parent = parent->id;
  thread->created_at = parent->node();
  thread->created_pc = parent->last_pc;
  thread->detached = detached;
  return thread;
}

void World::Exit(Thread* current, void* result) {
  current->result = result;
  ObserveExit(current);
  Progress(current);
  current->state = Thread::State::kFinished;
  LeaveEager(current);
  ++finished_;
  WakeAll(&current->joiners);
  if (finished_ == thread_count_) End(current, Ending::kFinished);
  CountStep(current);
  SwitchTo(current, Pick(current));
  __builtin_unreachable();
}

void World::Refuse(Thread* current, const char* what) {
  outcome_.refusal = what;
  End(current, Ending::kRefused);
}

void World::End(Thread* current, Ending ending) {
  outcome_.ending = ending;
  LeaveExecution(current);
}

void Refuse(const char* what) { world.Refuse(self, what); }

Outcome World::Run(void (*body)(void*), void* argument,
                   schedule::Strategy* strategy, const Limits& limits,
                   ThreadMode mode) {
  ForgetSlotsAfterFork();
  region_.Reset();
  views_ = static_cast<schedule::ThreadView*>(
      region_.Allocate(kMaxThreads * sizeof(schedule::ThreadView)));
  point_ = {};
  point_.arrivals = 0;
  point_.runnable = eager_.ids;
  point_.threads = views_;
  strategy_ = strategy;
  watches_forced_ = strategy->WatchesForced();
  limits_ = limits;
  mode_ = mode;
  body_ = body;
  body_argument_ = argument;
  outcome_ = {};
  plain_steps_ = limits.steps;
  thread_count_ = finished_ = idle_rounds_ = 0;
  accesses_ = 0;
  choices_ = switches_ = preemptions_ = 0;
  // Any time but 0, which programs take for "none".
  now_ = std::uint64_t{1'000'000} * 1'000'000'000;
  eager_.size = yielded_.size = 0;
  timers_.Clear();
  restless_ = nullptr;
  UpdateQuiet();
  sync_table.Reset();
  ForgetSleepers();
  ForgetIoWaiters();
  ForgetTimerDescriptors();
  ObserveStart();
  active_ = true;
  EnterExecution(NewThread(nullptr, nullptr, 0));
  active_ = false;
  ObserveEnd();
  Outcome outcome = outcome_;
  outcome.steps = point_.step;
  outcome.accesses = static_cast<std::int64_t>(accesses_ & (kWrite - 1));
  outcome.threads = thread_count_;
  outcome.choices = choices_;
  outcome.switches = switches_;
  outcome.preemptions = preemptions_;
  return outcome;
}

}  // namespace racekit::runtime
