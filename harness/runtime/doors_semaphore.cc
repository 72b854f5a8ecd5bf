// POSIX semaphores. The count is in the program's own sem_t, so a semaphore may
// be shared with code before and after the body.

#include <semaphore.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

SyncObject* Get(const sem_t* semaphore) {
  return sync_table.Get(semaphore, SyncKind::kSemaphore);
}

int Fail(int error) {
  errno = error;
  return -1;
}

RACEKIT_NEXT(sem_trywait, int, (sem_t*));
RACEKIT_NEXT(sem_post, int, (sem_t*));

// Real semaphores never block here: trywait takes where there is something.
bool Take(Thread* current, sem_t* semaphore) {
  if (Next_sem_trywait()(semaphore) != 0) return false;
  ObserveAcquire(current, semaphore);
  world.Progress(current);
  return true;
}

int Wait(Thread* current, sem_t* semaphore, std::uint64_t deadline) {
  world.Point(current, Op::kWait, semaphore);
  while (!Take(current, semaphore)) {
    if (!world.Block(current, &Get(semaphore)->waiters, deadline, "semaphore",
                     semaphore)) {
      return Fail(ETIMEDOUT);
    }
  }
  return 0;
}

int TimedWait(Thread* current, sem_t* semaphore, clockid_t clock,
              const timespec* time) {
  if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000) return Fail(EINVAL);
  return Wait(current, semaphore, DeadlineOf(clock, *time));
}

}  // namespace

RACEKIT_NEXT(sem_init, int, (sem_t*, int, unsigned));
extern "C" int sem_init(sem_t* semaphore, int shared, unsigned value) noexcept {
  if (Controlled() != nullptr) sync_table.Forget(semaphore);
  return Next_sem_init()(semaphore, shared, value);
}

RACEKIT_NEXT(sem_destroy, int, (sem_t*));
extern "C" int sem_destroy(sem_t* semaphore) noexcept {
  if (Controlled() != nullptr) sync_table.Forget(semaphore);
  return Next_sem_destroy()(semaphore);
}

RACEKIT_NEXT(sem_wait, int, (sem_t*));
extern "C" int sem_wait(sem_t* semaphore) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sem_wait()(semaphore);
  return Wait(current, semaphore, kNever);
}

extern "C" int sem_trywait(sem_t* semaphore) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sem_trywait()(semaphore);
  world.Point(current, Op::kWait, semaphore);
  if (Take(current, semaphore)) return 0;
  world.NoProgress(current);
  return Fail(EAGAIN);
}

RACEKIT_NEXT(sem_timedwait, int, (sem_t*, const timespec*));
extern "C" int sem_timedwait(sem_t* semaphore, const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sem_timedwait()(semaphore, time);
  return TimedWait(current, semaphore, CLOCK_REALTIME, time);
}

RACEKIT_NEXT(sem_clockwait, int, (sem_t*, clockid_t, const timespec*));
extern "C" int sem_clockwait(sem_t* semaphore, clockid_t clock,
                             const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sem_clockwait()(semaphore, clock, time);
  return TimedWait(current, semaphore, clock, time);
}

extern "C" int sem_post(sem_t* semaphore) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sem_post()(semaphore);
  world.Point(current, Op::kNotify, semaphore);
  ObserveRelease(current, semaphore);
  const int result = Next_sem_post()(semaphore);
  world.WakeAll(&Get(semaphore)->waiters);
  world.Progress(current);
  return result;
}
