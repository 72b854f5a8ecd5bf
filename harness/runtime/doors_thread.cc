// Threads: create, join, detach, exit. C11's thrd_* are in doors_c11.cc.

#include <pthread.h>
#include <sched.h>
#include <unwind.h>

#include "harness/runtime/door.h"
#include "harness/runtime/program_exit.h"
#include "harness/runtime/slot.h"
#include "harness/runtime/thread_end.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// The controlled thread of this execution that `pthread` names, or null.
Thread* Find(pthread_t pthread) {
  for (int id = 0; id < world.thread_count(); ++id) {
    Thread* thread = world.thread(id);
    if (thread->slot->pthread == pthread) return thread;
  }
  return nullptr;
}

int Join(Thread* current, Thread* thread, void** result,
         std::uint64_t deadline) {
  if (thread == current) return EDEADLK;
  if (thread->detached || thread->joined) return EINVAL;
  world.Point(current, Op::kJoin, thread);
  while (thread->state != Thread::State::kFinished) {
    if (!world.Block(current, &thread->joiners, deadline, "join", thread)) {
      return ETIMEDOUT;
    }
  }
  thread->joined = true;
  world.Progress(current);
  ObserveJoin(current, thread);
  if (result != nullptr) *result = thread->result;
  return 0;
}

// What a thread with `attributes` asks for; 0 if that is what all have that ask
// for nothing.
std::size_t StackAskedFor(const pthread_attr_t* attributes) {
  pthread_attr_t plain;
  pthread_attr_init(&plain);
  std::size_t usual = 0;
  std::size_t asked = 0;
  pthread_attr_getstacksize(&plain, &usual);
  pthread_attr_getstacksize(attributes, &asked);
  pthread_attr_destroy(&plain);
  if (asked > kMaxStackBytes) Refuse("a thread with a stack of over 1 GiB");
  return asked == usual ? 0 : asked;
}

_Unwind_Reason_Code StopAtStackEnd(int, _Unwind_Action actions,
                                   _Unwind_Exception_Class, _Unwind_Exception*,
                                   _Unwind_Context*, void* result) {
  if ((actions & _UA_END_OF_STACK) == 0) return _URC_NO_REASON;
  Thread* thread = self;
  thread->ending = true;
  RunThreadEnd(thread);
  world.Exit(thread, result);
}

}  // namespace

RACEKIT_NEXT(pthread_create, int,
             (pthread_t*, const pthread_attr_t*, void* (*)(void*), void*));
extern "C" int pthread_create(pthread_t* pthread,
                              const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_pthread_create()(pthread, attributes, start, argument);
  }
  int detach_state = PTHREAD_CREATE_JOINABLE;
  std::size_t stack_bytes = 0;
  if (attributes != nullptr) {
    pthread_attr_getdetachstate(attributes, &detach_state);
    stack_bytes = StackAskedFor(attributes);
  }
  world.Point(current, Op::kCreate, nullptr);
  Thread* thread =
      world.Create(current, start, argument,
                   detach_state == PTHREAD_CREATE_DETACHED, stack_bytes);
  ObserveCreate(current, thread);
  world.Progress(current);
  *pthread = thread->slot->pthread;
  return 0;
}

// Who looks for the bounds of its stack is told those of the one it runs on.
RACEKIT_NEXT(pthread_getattr_np, int, (pthread_t, pthread_attr_t*));
extern "C" int pthread_getattr_np(pthread_t pthread,
                                  pthread_attr_t* attributes) noexcept {
  const int error = Next_pthread_getattr_np()(pthread, attributes);
  const Thread* current = Controlled();
  const Thread* thread = current == nullptr ? nullptr : Find(pthread);
  if (error != 0 || thread == nullptr) return error;
  const Slot* slot = thread->slot;
  return pthread_attr_setstack(attributes, slot->stack, slot->stack_bytes);
}

RACEKIT_NEXT(pthread_join, int, (pthread_t, void**));
extern "C" int pthread_join(pthread_t pthread, void** result) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  Thread* thread = current == nullptr ? nullptr : Find(pthread);
  if (thread == nullptr) return Next_pthread_join()(pthread, result);
  return Join(current, thread, result, kNever);
}

RACEKIT_NEXT(pthread_tryjoin_np, int, (pthread_t, void**));
extern "C" int pthread_tryjoin_np(pthread_t pthread, void** result) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  Thread* thread = current == nullptr ? nullptr : Find(pthread);
  if (thread == nullptr) return Next_pthread_tryjoin_np()(pthread, result);
  world.Point(current, Op::kJoin, thread);
  if (thread->state != Thread::State::kFinished) {
    world.NoProgress(current);
    return EBUSY;
  }
  return Join(current, thread, result, kNever);
}

RACEKIT_NEXT(pthread_timedjoin_np, int, (pthread_t, void**, const timespec*));
extern "C" int pthread_timedjoin_np(pthread_t pthread, void** result,
                                    const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  Thread* thread = current == nullptr ? nullptr : Find(pthread);
  if (thread == nullptr) {
    return Next_pthread_timedjoin_np()(pthread, result, time);
  }
  return Join(current, thread, result, DeadlineOf(CLOCK_REALTIME, *time));
}

RACEKIT_NEXT(pthread_clockjoin_np, int,
             (pthread_t, void**, clockid_t, const timespec*));
extern "C" int pthread_clockjoin_np(pthread_t pthread, void** result,
                                    clockid_t clock, const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  Thread* thread = current == nullptr ? nullptr : Find(pthread);
  if (thread == nullptr) {
    return Next_pthread_clockjoin_np()(pthread, result, clock, time);
  }
  return Join(current, thread, result, DeadlineOf(clock, *time));
}

RACEKIT_NEXT(pthread_detach, int, (pthread_t));
extern "C" int pthread_detach(pthread_t pthread) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  Thread* thread = current == nullptr ? nullptr : Find(pthread);
  if (thread == nullptr) return Next_pthread_detach()(pthread);
  if (thread->detached || thread->joined) return EINVAL;
  thread->detached = true;
  return 0;
}

RACEKIT_NEXT(pthread_exit, void, (void*));
extern "C" void pthread_exit(void* result) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    Next_pthread_exit()(result);
    __builtin_unreachable();
  }
  if (current->id == 0 && !BodyIsProgram())
    Refuse("pthread_exit() on the thread that runs the body");
  // Runs the destructors of all open frames, as glibc does.
  auto* unwinding = world.region().New<_Unwind_Exception>();
  _Unwind_ForcedUnwind(unwinding, &StopAtStackEnd, result);
  Refuse("pthread_exit() through a function that stops the unwinding");
}

RACEKIT_NEXT(pthread_cancel, int, (pthread_t));
extern "C" int pthread_cancel(pthread_t pthread) {
  if (AtDoor(RACEKIT_CALLER()) != nullptr) Refuse("pthread_cancel()");
  return Next_pthread_cancel()(pthread);
}

RACEKIT_NEXT(sched_yield, int, ());
extern "C" int sched_yield() {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sched_yield()();
  world.Yield(current);
  return 0;
}
