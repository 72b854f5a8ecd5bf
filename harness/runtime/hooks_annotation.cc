// The annotations that libraries make for ThreadSanitizer's sake
// (sanitizer/tsan_interface.h, and the older Annotate* functions).

#include "harness/runtime/access.h"
#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a hook's words are there

extern "C" {
void AnnotateIgnoreReadsBegin(const char*, int);
void AnnotateIgnoreReadsEnd(const char*, int);
void AnnotateIgnoreWritesBegin(const char*, int);
void AnnotateIgnoreWritesEnd(const char*, int);
}

namespace {

// Flags of __tsan_mutex_*, as tsan_interface.h documents them.
constexpr unsigned kLinkerInit = 1 << 0;
constexpr unsigned kReadLock = 1 << 3;
constexpr unsigned kTryLock = 1 << 4;
constexpr unsigned kTryLockFailed = 1 << 5;
constexpr unsigned kRecursiveLock = 1 << 6;
constexpr unsigned kRecursiveUnlock = 1 << 7;
constexpr unsigned kNotStatic = 1 << 8;

// The mutex' own first word may be a futex or an atomic that the world knows by
// its address, so what is annotated is kept at the byte after.
SyncObject* Annotated(const void* mutex) {
  return sync_table.Get(static_cast<const char*>(mutex) + 1,
                        SyncKind::kAnnotated);
}

void Begin(int& ignore) { ++ignore; }
void End(int& ignore) {
  if (ignore > 0) --ignore;
}

// A mutex' own code: what it does to its own words is no synchronisation of the
// program's, and nothing it accesses matters to it. Other synchronisation
// counts: Abseil's hands on what belongs to a thread at these points. It is
// scheduled as any other code.
void EnterMutex(Thread* thread, const void* mutex) {
  Begin(thread->ignore_reads);
  Begin(thread->ignore_writes);
  thread->own_mutex = reinterpret_cast<std::uintptr_t>(mutex);
}
void LeaveMutex(Thread* thread) {
  End(thread->ignore_reads);
  End(thread->ignore_writes);
  thread->own_mutex = 0;
}

void Locked(Thread* thread, const void* mutex, unsigned flags, int recursion) {
  if ((flags & kReadLock) != 0) return ObserveLockShared(thread, mutex);
  SyncObject* object = Annotated(mutex);
  const int levels = (flags & kRecursiveLock) != 0 ? recursion : 1;
  if (object->owner == thread) {
    object->count += levels;
    return;
  }
  object->owner = thread;
  object->count = levels;
  ObserveLock(thread, mutex);
}

// Returns how many levels of recursion are given up.
int Unlocked(Thread* thread, const void* mutex, unsigned flags) {
  if ((flags & kReadLock) != 0) {
    ObserveUnlockShared(thread, mutex);
    return 1;
  }
  SyncObject* object = Annotated(mutex);
  const int levels =
      (flags & kRecursiveUnlock) != 0 && object->count > 0 ? object->count : 1;
  if (object->count > levels) {
    object->count -= levels;
    return levels;
  }
  object->owner = nullptr;
  object->count = 0;
  ObserveUnlock(thread, mutex);
  return levels;
}

}  // namespace

extern "C" {

void __tsan_acquire(void* object) {
  if (Thread* thread = Controlled()) ObserveAcquire(thread, object);
}
void __tsan_release(void* object) {
  if (Thread* thread = Controlled()) ObserveRelease(thread, object);
}

// Mutexes of the program's own making.
void __tsan_mutex_create(void* mutex, unsigned flags) {
  if (Controlled() == nullptr) return;
  sync_table.Forget(static_cast<char*>(mutex) + 1);
  Annotated(mutex)->not_static = (flags & kNotStatic) != 0;
}
void __tsan_mutex_destroy(void* mutex, unsigned flags) {
  Thread* thread = Controlled();
  if (thread == nullptr || (flags & kLinkerInit) != 0) return;
  if ((flags & kNotStatic) != 0 && !Annotated(mutex)->not_static) return;
  ObserveDestroyLock(thread, mutex);
  sync_table.Forget(static_cast<char*>(mutex) + 1);
}
void __tsan_mutex_pre_lock(void* mutex, unsigned flags) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  ObserveWant(thread, mutex);
  // One that is held already is taken once more, and waits for nobody.
  if ((flags & kTryLock) == 0 && Annotated(mutex)->owner != thread) {
    ObserveLockIntent(thread, mutex, (flags & kReadLock) != 0);
  }
  EnterMutex(thread, mutex);
}
void __tsan_mutex_post_lock(void* mutex, unsigned flags, int recursion) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  LeaveMutex(thread);
  if ((flags & kTryLockFailed) == 0) Locked(thread, mutex, flags, recursion);
}
int __tsan_mutex_pre_unlock(void* mutex, unsigned flags) {
  Thread* thread = Controlled();
  if (thread == nullptr) return 0;
  const int levels = Unlocked(thread, mutex, flags);
  EnterMutex(thread, mutex);
  return levels;
}
void __tsan_mutex_post_unlock(void*, unsigned) {
  if (Thread* thread = Controlled()) LeaveMutex(thread);
}
void __tsan_mutex_pre_signal(void* mutex, unsigned) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  ObserveWant(thread, mutex);
  EnterMutex(thread, mutex);
}
void __tsan_mutex_post_signal(void*, unsigned) {
  if (Thread* thread = Controlled()) LeaveMutex(thread);
}
// Inside one of the above, other code runs for a while, such as the condition
// that a thread awaits.
void __tsan_mutex_pre_divert(void*, unsigned) {
  if (Thread* thread = Controlled()) LeaveMutex(thread);
}
void __tsan_mutex_post_divert(void* mutex, unsigned) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  ObserveWant(thread, mutex);
  EnterMutex(thread, mutex);
}

// Libraries that are not instrumented tell of accesses to their objects.
void* __tsan_external_register_tag(const char* object_type) {
  return const_cast<char*>(object_type);
}
void __tsan_external_register_header(void*, const char*) {}
void __tsan_external_assign_tag(void*, void*) {}
void __tsan_external_read(void* address, void* caller_pc, void*) {
  Read(address, 1, reinterpret_cast<std::uintptr_t>(caller_pc));
}
void __tsan_external_write(void* address, void* caller_pc, void*) {
  Write(address, 1, reinterpret_cast<std::uintptr_t>(caller_pc));
}

// Some functions are not to be checked at run time, by an attribute of theirs.
void __tsan_ignore_thread_begin() {
  AnnotateIgnoreReadsBegin(nullptr, 0);
  AnnotateIgnoreWritesBegin(nullptr, 0);
}
void __tsan_ignore_thread_end() {
  AnnotateIgnoreWritesEnd(nullptr, 0);
  AnnotateIgnoreReadsEnd(nullptr, 0);
}

void __tsan_flush_memory() {}

void AnnotateHappensBefore(const char*, int, void* object) {
  __tsan_release(object);
}
void AnnotateHappensAfter(const char*, int, void* object) {
  __tsan_acquire(object);
}

void WTFAnnotateHappensBefore(const char*, int, void* object) {
  __tsan_release(object);
}
void WTFAnnotateHappensAfter(const char*, int, void* object) {
  __tsan_acquire(object);
}

// Accesses between these do not count; synchronisation does.
void AnnotateIgnoreReadsBegin(const char*, int) {
  if (Thread* thread = Controlled()) Begin(thread->ignore_reads);
}
void AnnotateIgnoreReadsEnd(const char*, int) {
  if (Thread* thread = Controlled()) End(thread->ignore_reads);
}
void AnnotateIgnoreWritesBegin(const char*, int) {
  if (Thread* thread = Controlled()) Begin(thread->ignore_writes);
}
void AnnotateIgnoreWritesEnd(const char*, int) {
  if (Thread* thread = Controlled()) End(thread->ignore_writes);
}
// Between these neither counts.
void AnnotateIgnoreSyncBegin(const char*, int) {
  if (Thread* thread = Controlled()) Begin(thread->ignore_sync);
}
void AnnotateIgnoreSyncEnd(const char*, int) {
  if (Thread* thread = Controlled()) End(thread->ignore_sync);
}

// Races on it are meant.
void AnnotateBenignRace(const char*, int, const volatile void* address,
                        const char*) {
  if (Controlled() != nullptr) benign_memory.Add(address, 1);
}
void AnnotateBenignRaceSized(const char*, int, const volatile void* address,
                             unsigned long size, const char*) {
  if (Controlled() != nullptr) benign_memory.Add(address, size);
}
void WTFAnnotateBenignRaceSized(const char*, int, const volatile void* address,
                                unsigned long size, const char*) {
  if (Controlled() != nullptr) benign_memory.Add(address, size);
}

void AnnotateRWLockCreate(const char*, int, const volatile void*) {}
void AnnotateRWLockCreateStatic(const char*, int, const volatile void*) {}
void AnnotateRWLockDestroy(const char*, int, const volatile void* lock) {
  __tsan_mutex_destroy(const_cast<void*>(lock), 0);
}
void AnnotateRWLockAcquired(const char*, int, const volatile void* lock,
                            long is_writer) {
  if (Thread* thread = Controlled()) {
    Locked(thread, const_cast<void*>(lock), is_writer != 0 ? 0 : kReadLock, 0);
  }
}
void AnnotateRWLockReleased(const char*, int, const volatile void* lock,
                            long is_writer) {
  if (Thread* thread = Controlled()) {
    Unlocked(thread, const_cast<void*>(lock), is_writer != 0 ? 0 : kReadLock);
  }
}

// Memory is published or recycled: it is as if new.
void AnnotateNewMemory(const char*, int, const volatile void* address,
                       unsigned long size) {
  ObserveAllocate(address, size);
}

// Without effect here: they tune ThreadSanitizer itself.
void AnnotateFlushExpectedRaces(const char*, int) {}
void AnnotateMemoryIsInitialized(const char*, int, const volatile void*,
                                 unsigned long) {}
void AnnotateMemoryIsUninitialized(const char*, int, const volatile void*,
                                   unsigned long) {}
void AnnotateFlushState(const char*, int) {}
void AnnotateThreadName(const char*, int, const char*) {}
void AnnotateEnableRaceDetection(const char*, int, int) {}
void AnnotateMutexIsNotPHB(const char*, int, const volatile void*) {}
void AnnotateMutexIsUsedAsCondVar(const char*, int, const volatile void*) {}
void AnnotateCondVarSignal(const char*, int, const volatile void*) {}
void AnnotateCondVarSignalAll(const char*, int, const volatile void*) {}
void AnnotateCondVarWait(const char*, int, const volatile void*,
                         const volatile void*) {}
void AnnotateExpectRace(const char*, int, const volatile void*, const char*) {}
void AnnotateTraceMemory(const char*, int, const volatile void*) {}
void AnnotatePCQCreate(const char*, int, const volatile void*) {}
void AnnotatePCQDestroy(const char*, int, const volatile void*) {}
void AnnotatePCQPut(const char*, int, const volatile void*) {}
void AnnotatePCQGet(const char*, int, const volatile void*) {}
void AnnotatePublishMemoryRange(const char*, int, const volatile void*,
                                unsigned long) {}
void AnnotateUnpublishMemoryRange(const char*, int, const volatile void*,
                                  unsigned long) {}
void AnnotateNoOp(const char*, int, const volatile void*) {}
int RunningOnValgrind() { return 0; }
double ValgrindSlowdown() { return 1; }
const char* ThreadSanitizerQuery(const char*) { return "0"; }

}  // extern "C"
