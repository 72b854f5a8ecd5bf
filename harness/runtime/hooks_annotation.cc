// The annotations that libraries make for ThreadSanitizer's sake
// (sanitizer/tsan_interface.h, and the older Annotate* functions).

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a hook's words are there

namespace {

// Flags of __tsan_mutex_*; documented in tsan_interface.h.
constexpr unsigned kReadLock = 1 << 3;
constexpr unsigned kTryLockFailed = 1 << 5 | 1 << 4;

}  // namespace

extern "C" {

void __tsan_acquire(void* object) {
  if (Thread* thread = Controlled()) ObserveAcquire(thread, object);
}
void __tsan_release(void* object) {
  if (Thread* thread = Controlled()) ObserveRelease(thread, object);
}

// Mutexes of the program's own making. Between pre_lock and post_lock (and so
// on) their implementation runs as any other code.
void __tsan_mutex_create(void*, unsigned) {}
void __tsan_mutex_destroy(void* mutex, unsigned) {
  if (Controlled() != nullptr) sync_table.Forget(mutex);
}
void __tsan_mutex_pre_lock(void*, unsigned) {}
void __tsan_mutex_post_lock(void* mutex, unsigned flags, int) {
  if ((flags & kTryLockFailed) == kTryLockFailed) return;
  if (Thread* thread = Controlled()) {
    if ((flags & kReadLock) != 0) {
      ObserveLockShared(thread, mutex);
    } else {
      ObserveLock(thread, mutex);
    }
  }
}
int __tsan_mutex_pre_unlock(void* mutex, unsigned flags) {
  if (Thread* thread = Controlled()) {
    if ((flags & kReadLock) != 0) {
      ObserveUnlockShared(thread, mutex);
    } else {
      ObserveUnlock(thread, mutex);
    }
  }
  return 0;
}
void __tsan_mutex_post_unlock(void*, unsigned) {}
void __tsan_mutex_pre_signal(void*, unsigned) {}
void __tsan_mutex_post_signal(void*, unsigned) {}
void __tsan_mutex_pre_divert(void*, unsigned) {}
void __tsan_mutex_post_divert(void*, unsigned) {}

// Fibers of the program's own: their switches are calls like any other to us,
// but their stacks are not threads.
void* __tsan_get_current_fiber() { return self; }
void* __tsan_create_fiber(unsigned) {
  if (Controlled() != nullptr) Refuse("__tsan_create_fiber()");
  return nullptr;
}
void __tsan_destroy_fiber(void*) {}
void __tsan_switch_to_fiber(void*, unsigned) {
  if (Controlled() != nullptr) Refuse("__tsan_switch_to_fiber()");
}
void __tsan_set_fiber_name(void*, const char*) {}

void AnnotateHappensBefore(const char*, int, void* object) {
  __tsan_release(object);
}
void AnnotateHappensAfter(const char*, int, void* object) {
  __tsan_acquire(object);
}

// Accesses between these do not count; synchronisation does.
void AnnotateIgnoreReadsBegin(const char*, int) {
  if (Thread* thread = self) ++thread->ignore_reads;
}
void AnnotateIgnoreReadsEnd(const char*, int) {
  if (Thread* thread = self) --thread->ignore_reads;
}
void AnnotateIgnoreWritesBegin(const char*, int) {
  if (Thread* thread = self) ++thread->ignore_writes;
}
void AnnotateIgnoreWritesEnd(const char*, int) {
  if (Thread* thread = self) --thread->ignore_writes;
}
// Between these neither counts.
void AnnotateIgnoreSyncBegin(const char*, int) {
  if (Thread* thread = self) ++thread->ignore_sync;
}
void AnnotateIgnoreSyncEnd(const char*, int) {
  if (Thread* thread = self) --thread->ignore_sync;
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
  __tsan_mutex_post_lock(const_cast<void*>(lock),
                         is_writer != 0 ? 0 : kReadLock, 0);
}
void AnnotateRWLockReleased(const char*, int, const volatile void* lock,
                            long is_writer) {
  __tsan_mutex_pre_unlock(const_cast<void*>(lock),
                          is_writer != 0 ? 0 : kReadLock);
}

// Memory is published or recycled: it is as if new.
void AnnotateNewMemory(const char*, int, const volatile void* address,
                       unsigned long size) {
  ObserveAllocate(address, size);
}

// Without effect here: they tune ThreadSanitizer itself.
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
