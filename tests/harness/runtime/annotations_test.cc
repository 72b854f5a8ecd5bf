// The annotations by which libraries tell of their synchronisation
// (sanitizer/tsan_interface.h and the older Annotate*): each with what its
// documentation says. A declaration that nothing defines does not link.

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/functional/function_ref.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

extern "C" {
void __tsan_acquire(void*);
void __tsan_release(void*);
void __tsan_mutex_create(void*, unsigned);
void __tsan_mutex_destroy(void*, unsigned);
void __tsan_mutex_pre_lock(void*, unsigned);
void __tsan_mutex_post_lock(void*, unsigned, int);
int __tsan_mutex_pre_unlock(void*, unsigned);
void __tsan_mutex_post_unlock(void*, unsigned);
void __tsan_mutex_pre_signal(void*, unsigned);
void __tsan_mutex_post_signal(void*, unsigned);
void __tsan_mutex_pre_divert(void*, unsigned);
void __tsan_mutex_post_divert(void*, unsigned);
void* __tsan_external_register_tag(const char*);
void __tsan_external_register_header(void*, const char*);
void __tsan_external_assign_tag(void*, void*);
void __tsan_external_read(void*, void*, void*);
void __tsan_external_write(void*, void*, void*);
void* __tsan_get_current_fiber();
void* __tsan_create_fiber(unsigned);
void __tsan_destroy_fiber(void*);
void __tsan_switch_to_fiber(void*, unsigned);
void __tsan_set_fiber_name(void*, const char*);
void __tsan_flush_memory();

using Place = const volatile void*;
void AnnotateHappensBefore(const char*, int, void*);
void AnnotateHappensAfter(const char*, int, void*);
void WTFAnnotateHappensBefore(const char*, int, void*);
void WTFAnnotateHappensAfter(const char*, int, void*);
void AnnotateIgnoreReadsBegin(const char*, int);
void AnnotateIgnoreReadsEnd(const char*, int);
void AnnotateIgnoreWritesBegin(const char*, int);
void AnnotateIgnoreWritesEnd(const char*, int);
void AnnotateIgnoreSyncBegin(const char*, int);
void AnnotateIgnoreSyncEnd(const char*, int);
void AnnotateBenignRace(const char*, int, Place, const char*);
void AnnotateBenignRaceSized(const char*, int, Place, unsigned long,
                             const char*);
void WTFAnnotateBenignRaceSized(const char*, int, Place, unsigned long,
                                const char*);
void AnnotateRWLockCreate(const char*, int, Place);
void AnnotateRWLockCreateStatic(const char*, int, Place);
void AnnotateRWLockDestroy(const char*, int, Place);
void AnnotateRWLockAcquired(const char*, int, Place, long);
void AnnotateRWLockReleased(const char*, int, Place, long);
void AnnotateNewMemory(const char*, int, Place, unsigned long);
void AnnotateMemoryIsInitialized(const char*, int, Place, unsigned long);
void AnnotateMemoryIsUninitialized(const char*, int, Place, unsigned long);
void AnnotateFlushState(const char*, int);
void AnnotateFlushExpectedRaces(const char*, int);
void AnnotateThreadName(const char*, int, const char*);
void AnnotateEnableRaceDetection(const char*, int, int);
void AnnotateMutexIsNotPHB(const char*, int, Place);
void AnnotateMutexIsUsedAsCondVar(const char*, int, Place);
void AnnotateCondVarSignal(const char*, int, Place);
void AnnotateCondVarSignalAll(const char*, int, Place);
void AnnotateCondVarWait(const char*, int, Place, Place);
void AnnotateExpectRace(const char*, int, Place, const char*);
void AnnotateTraceMemory(const char*, int, Place);
void AnnotatePCQCreate(const char*, int, Place);
void AnnotatePCQDestroy(const char*, int, Place);
void AnnotatePCQPut(const char*, int, Place);
void AnnotatePCQGet(const char*, int, Place);
void AnnotatePublishMemoryRange(const char*, int, Place, unsigned long);
void AnnotateUnpublishMemoryRange(const char*, int, Place, unsigned long);
void AnnotateNoOp(const char*, int, Place);
int RunningOnValgrind();
}  // extern "C"

namespace racekit {
namespace {

constexpr unsigned kWriteReentrant = 1 << 1;
constexpr unsigned kReadLock = 1 << 3;
constexpr unsigned kTryLock = 1 << 4;
constexpr unsigned kTryLockFailed = 1 << 5;
constexpr unsigned kRecursiveLock = 1 << 6;
constexpr unsigned kRecursiveUnlock = 1 << 7;
constexpr unsigned kNotStatic = 1 << 8;

// What two threads share.
struct Shared {
  int lock = 0;              // its address stands for a mutex
  std::atomic<int> word{0};  // relaxed: orders nothing
  int value = 0;
};

Report OnTwoThreads(absl::FunctionRef<void(Shared&)> first,
                    absl::FunctionRef<void(Shared&)> second) {
  ExploreOptions options;
  options.executions = 30;
  options.time = absl::InfiniteDuration();
  return Explore(
      [&] {
        Shared shared;
        std::thread a([&] { first(shared); });
        std::thread b([&] { second(shared); });
        a.join();
        b.join();
      },
      options);
}

// Hands `value` over with a relaxed flag, so only annotations can order it.
Report HandOver(absl::FunctionRef<void(Shared&)> before,
                absl::FunctionRef<void(Shared&)> after) {
  return OnTwoThreads(
      [&](Shared& shared) {
        shared.value = 1;
        before(shared);
        shared.word.store(1, std::memory_order_relaxed);
      },
      [&](Shared& shared) {
        if (shared.word.load(std::memory_order_relaxed) == 0) return;
        after(shared);
        EXPECT_EQ(shared.value, 1);
      });
}

TEST(Annotations, NothingOrdersTheHandOverByItself) {
  EXPECT_THAT(HandOver([](Shared&) {}, [](Shared&) {}),
              Finds(FindingKind::kDataRace));
}

TEST(Annotations, ReleaseAndAcquire) {
  EXPECT_THAT(HandOver([](Shared& s) { __tsan_release(&s.lock); },
                       [](Shared& s) { __tsan_acquire(&s.lock); }),
              IsRaceFree());
  EXPECT_THAT(HandOver([](Shared& s) { __tsan_release(&s.lock); },
                       [](Shared& s) { __tsan_acquire(&s.value); }),
              Finds(FindingKind::kDataRace));
}

TEST(Annotations, HappensBeforeAndAfter) {
  EXPECT_THAT(HandOver([](Shared& s) { AnnotateHappensBefore("", 0, &s.lock); },
                       [](Shared& s) { AnnotateHappensAfter("", 0, &s.lock); }),
              IsRaceFree());
  EXPECT_THAT(
      HandOver([](Shared& s) { WTFAnnotateHappensBefore("", 0, &s.lock); },
               [](Shared& s) { WTFAnnotateHappensAfter("", 0, &s.lock); }),
      IsRaceFree());
}

// A spinlock that is right, but whose atomics are relaxed: what orders its
// users is the annotations alone.
void Lock(Shared& shared, unsigned flags = 0, int recursion = 0) {
  __tsan_mutex_pre_lock(&shared.lock, flags);
  while (shared.word.exchange(1, std::memory_order_relaxed) != 0) {
  }
  __tsan_mutex_post_lock(&shared.lock, flags, recursion);
}

void Unlock(Shared& shared, unsigned flags = 0) {
  __tsan_mutex_pre_unlock(&shared.lock, flags);
  shared.word.store(0, std::memory_order_relaxed);
  __tsan_mutex_post_unlock(&shared.lock, flags);
}

TEST(MutexAnnotations, OrderTheirUsers) {
  const auto add = [](Shared& shared) {
    Lock(shared);
    ++shared.value;
    Unlock(shared);
  };
  EXPECT_THAT(OnTwoThreads(add, add), IsRaceFree());
}

TEST(MutexAnnotations, AFailedAttemptOrdersNothing) {
  const auto attempt = [](unsigned failed) {
    return OnTwoThreads(
        [](Shared& shared) {
          Lock(shared);
          shared.value = 1;
          Unlock(shared);
          shared.word.store(2, std::memory_order_relaxed);
        },
        [failed](Shared& shared) {
          if (shared.word.load(std::memory_order_relaxed) != 2) return;
          __tsan_mutex_pre_lock(&shared.lock, kTryLock);
          __tsan_mutex_post_lock(&shared.lock, kTryLock | failed, 0);
          shared.value = 2;
          if (failed == 0) Unlock(shared);
        });
  };
  EXPECT_THAT(attempt(kTryLockFailed), Finds(FindingKind::kDataRace));
  EXPECT_THAT(attempt(0), IsRaceFree());
}

TEST(MutexAnnotations, ReadersAreNotOrderedAmongThemselves) {
  const auto read_and = [](bool write) {
    return [write](Shared& shared) {
      __tsan_mutex_pre_lock(&shared.lock, kReadLock);
      __tsan_mutex_post_lock(&shared.lock, kReadLock, 0);
      if (write) {
        shared.value = 1;
      } else {
        EXPECT_EQ(shared.value, 0);
      }
      __tsan_mutex_pre_unlock(&shared.lock, kReadLock);
      __tsan_mutex_post_unlock(&shared.lock, kReadLock);
    };
  };
  EXPECT_THAT(OnTwoThreads(read_and(false), read_and(false)), IsRaceFree());
  EXPECT_THAT(OnTwoThreads(read_and(true), read_and(true)),
              Finds(FindingKind::kDataRace));
}

// A reader and the writer after it are.
TEST(MutexAnnotations, ReadersAreOrderedBeforeWriters) {
  const Report report = OnTwoThreads(
      [](Shared& shared) {
        __tsan_mutex_pre_lock(&shared.lock, kReadLock);
        __tsan_mutex_post_lock(&shared.lock, kReadLock, 0);
        EXPECT_EQ(shared.value, 0);
        __tsan_mutex_pre_unlock(&shared.lock, kReadLock);
        __tsan_mutex_post_unlock(&shared.lock, kReadLock);
        shared.word.store(1, std::memory_order_relaxed);
      },
      [](Shared& shared) {
        if (shared.word.load(std::memory_order_relaxed) == 0) return;
        __tsan_mutex_pre_lock(&shared.lock, 0);
        __tsan_mutex_post_lock(&shared.lock, 0, 0);
        shared.value = 1;
        __tsan_mutex_pre_unlock(&shared.lock, 0);
        __tsan_mutex_post_unlock(&shared.lock, 0);
      });
  EXPECT_THAT(report, IsRaceFree());
}

// Only the last unlock of a reentrant mutex lets others see what was done.
TEST(MutexAnnotations, ReentrantIsHeldUntilTheLastUnlock) {
  const auto hand_over = [](int unlocks) {
    return OnTwoThreads(
        [unlocks](Shared& shared) {
          for (int i = 0; i < 2; ++i) {
            __tsan_mutex_pre_lock(&shared.lock, kWriteReentrant);
            __tsan_mutex_post_lock(&shared.lock, kWriteReentrant, 0);
          }
          shared.value = 1;
          for (int i = 0; i < unlocks; ++i) {
            EXPECT_EQ(__tsan_mutex_pre_unlock(&shared.lock, 0), 1);
            __tsan_mutex_post_unlock(&shared.lock, 0);
          }
          shared.word.store(1, std::memory_order_relaxed);
        },
        [](Shared& shared) {
          if (shared.word.load(std::memory_order_relaxed) == 0) return;
          __tsan_mutex_pre_lock(&shared.lock, kWriteReentrant);
          __tsan_mutex_post_lock(&shared.lock, kWriteReentrant, 0);
          shared.value = 2;
          Unlock(shared);
        });
  };
  EXPECT_THAT(hand_over(2), IsRaceFree());
  EXPECT_THAT(hand_over(1), Finds(FindingKind::kDataRace));
}

TEST(MutexAnnotations, AllLevelsAreGivenUpAndTakenAgain) {
  const Report report = OnTwoThreads(
      [](Shared& shared) {
        Lock(shared, kWriteReentrant);
        __tsan_mutex_pre_lock(&shared.lock, kWriteReentrant);
        __tsan_mutex_post_lock(&shared.lock, kWriteReentrant, 0);
        ++shared.value;
        const int levels =
            __tsan_mutex_pre_unlock(&shared.lock, kRecursiveUnlock);
        EXPECT_EQ(levels, 2);
        shared.word.store(0, std::memory_order_relaxed);
        __tsan_mutex_post_unlock(&shared.lock, kRecursiveUnlock);
        Lock(shared, kWriteReentrant | kRecursiveLock, levels);
        ++shared.value;
        __tsan_mutex_pre_unlock(&shared.lock, 0);
        __tsan_mutex_post_unlock(&shared.lock, 0);
        ++shared.value;
        Unlock(shared);
      },
      [](Shared& shared) {
        Lock(shared, kWriteReentrant);
        ++shared.value;
        Unlock(shared);
      });
  EXPECT_THAT(report, IsRaceFree());
}

// The mutex' own code is left alone; what it diverts to is not.
TEST(MutexAnnotations, ItsOwnCodeIsNotChecked) {
  const auto inside = [](bool divert) {
    return [divert](Shared& shared) {
      __tsan_mutex_pre_lock(&shared.lock, 0);
      if (divert) __tsan_mutex_pre_divert(&shared.lock, 0);
      ++shared.value;
      if (divert) __tsan_mutex_post_divert(&shared.lock, 0);
      __tsan_mutex_post_lock(&shared.lock, kTryLock | kTryLockFailed, 0);
    };
  };
  EXPECT_THAT(OnTwoThreads(inside(false), inside(false)), IsRaceFree());
  EXPECT_THAT(OnTwoThreads(inside(true), inside(true)),
              Finds(FindingKind::kDataRace));
  const auto signal = [](Shared& shared) {
    __tsan_mutex_pre_signal(&shared.lock, 0);
    ++shared.value;
    __tsan_mutex_post_signal(&shared.lock, 0);
  };
  EXPECT_THAT(OnTwoThreads(signal, signal), IsRaceFree());
}

// Nor does its synchronisation order anything for its users.
TEST(MutexAnnotations, ItsOwnSynchronisationOrdersNothing) {
  const auto hand_over = [](bool in_mutex) {
    return OnTwoThreads(
        [in_mutex](Shared& shared) {
          shared.value = 1;
          if (in_mutex) __tsan_mutex_pre_lock(&shared.lock, 0);
          shared.word.store(1, std::memory_order_release);
          if (in_mutex) __tsan_mutex_post_lock(&shared.lock, kTryLockFailed, 0);
        },
        [](Shared& shared) {
          if (shared.word.load(std::memory_order_acquire) == 0) return;
          EXPECT_EQ(shared.value, 1);
        });
  };
  EXPECT_THAT(hand_over(false), IsRaceFree());
  EXPECT_THAT(hand_over(true), Finds(FindingKind::kDataRace));
}

TEST(MutexAnnotations, CreateAndDestroy) {
  const auto use = [](Shared& shared) {
    int own = 0;
    __tsan_mutex_create(&own, kNotStatic);
    __tsan_mutex_pre_lock(&own, 0);
    __tsan_mutex_post_lock(&own, 0, 0);
    EXPECT_EQ(__tsan_mutex_pre_unlock(&own, 0), 1);
    __tsan_mutex_post_unlock(&own, 0);
    __tsan_mutex_destroy(&own, kNotStatic);
    Lock(shared);
    ++shared.value;
    Unlock(shared);
  };
  EXPECT_THAT(OnTwoThreads(use, use), IsRaceFree());
}

TEST(RwlockAnnotations, OrderTheirUsers) {
  const auto add = [](long is_writer) {
    return [is_writer](Shared& shared) {
      AnnotateRWLockCreateStatic("", 0, &shared.value);
      while (shared.word.exchange(1, std::memory_order_relaxed) != 0) {
      }
      AnnotateRWLockAcquired("", 0, &shared.lock, is_writer);
      ++shared.value;
      AnnotateRWLockReleased("", 0, &shared.lock, is_writer);
      shared.word.store(0, std::memory_order_relaxed);
    };
  };
  EXPECT_THAT(OnTwoThreads(add(1), add(1)), IsRaceFree());
  EXPECT_THAT(OnTwoThreads(add(0), add(0)), Finds(FindingKind::kDataRace));
}

TEST(IgnoreAnnotations, ReadsWritesAndSynchronisation) {
  const auto write = [](Shared& shared) { shared.value = 1; };
  const auto read = [](Shared& shared) { EXPECT_GE(shared.value, 0); };
  const auto ignoring = [](void (*begin)(const char*, int),
                           void (*end)(const char*, int), auto work) {
    return [=](Shared& shared) {
      begin("", 0);
      work(shared);
      end("", 0);
    };
  };
  const auto no_writes =
      ignoring(&AnnotateIgnoreWritesBegin, &AnnotateIgnoreWritesEnd, write);
  const auto no_reads =
      ignoring(&AnnotateIgnoreReadsBegin, &AnnotateIgnoreReadsEnd, read);
  const auto not_reads =
      ignoring(&AnnotateIgnoreReadsBegin, &AnnotateIgnoreReadsEnd, write);
  EXPECT_THAT(OnTwoThreads(no_writes, write), IsRaceFree());
  EXPECT_THAT(OnTwoThreads(no_reads, write), IsRaceFree());
  EXPECT_THAT(OnTwoThreads(not_reads, write), Finds(FindingKind::kDataRace));
  // Synchronisation that is ignored orders nothing.
  const auto release = [](bool ignore) {
    return HandOver(
        [ignore](Shared& shared) {
          if (ignore) AnnotateIgnoreSyncBegin("", 0);
          __tsan_release(&shared.lock);
          if (ignore) AnnotateIgnoreSyncEnd("", 0);
        },
        [](Shared& shared) { __tsan_acquire(&shared.lock); });
  };
  EXPECT_THAT(release(false), IsRaceFree());
  EXPECT_THAT(release(true), Finds(FindingKind::kDataRace));
}

TEST(BenignRaceAnnotations, SilenceTheRacesOnWhatTheyName) {
  const auto write = [](int which) {
    return [which](Shared& shared) {
      switch (which) {
        case 0:
          AnnotateBenignRace("", 0, &shared.value, "meant");
          break;
        case 1:
          AnnotateBenignRaceSized("", 0, &shared.value, sizeof(int), "meant");
          break;
        case 2:
          WTFAnnotateBenignRaceSized("", 0, &shared.value, sizeof(int), "");
          break;
        default:
          AnnotateBenignRaceSized("", 0, &shared.lock, sizeof(int), "other");
      }
      ++shared.value;
    };
  };
  for (int which : {0, 1, 2}) {
    EXPECT_THAT(OnTwoThreads(write(which), write(which)), IsRaceFree());
  }
  EXPECT_THAT(OnTwoThreads(write(3), write(3)), Finds(FindingKind::kDataRace));
}

TEST(MemoryAnnotations, NewMemoryHasNoPast) {
  const auto recycle = [](bool annotate) {
    return OnTwoThreads(
        [](Shared& shared) {
          shared.value = 1;
          shared.word.store(1, std::memory_order_relaxed);
        },
        [annotate](Shared& shared) {
          if (shared.word.load(std::memory_order_relaxed) == 0) return;
          if (annotate) AnnotateNewMemory("", 0, &shared.value, sizeof(int));
          shared.value = 2;
        });
  };
  EXPECT_THAT(recycle(true), IsRaceFree());
  EXPECT_THAT(recycle(false), Finds(FindingKind::kDataRace));
}

TEST(ExternalAnnotations, AreAccessesAtTheCallersPlace) {
  const auto access = [](bool write) {
    return [write](Shared& shared) {
      void* tag = __tsan_external_register_tag("a thing");
      __tsan_external_register_header(tag, "race on a thing");
      __tsan_external_assign_tag(&shared.value, tag);
      void* here = __builtin_return_address(0);
      if (write) {
        __tsan_external_write(&shared.value, here, tag);
      } else {
        __tsan_external_read(&shared.value, here, tag);
      }
    };
  };
  EXPECT_THAT(OnTwoThreads(access(true), access(false)),
              Finds(FindingKind::kDataRace));
  EXPECT_THAT(OnTwoThreads(access(false), access(false)), IsRaceFree());
}

// A fiber that is handed from one thread to another.
TEST(FiberAnnotations, AFiberKeepsItsOrderAcrossThreads) {
  const auto hand_over = [](bool as_fiber) {
    void* fiber = nullptr;
    return OnTwoThreads(
        [&fiber, as_fiber](Shared& shared) {
          void* own = __tsan_get_current_fiber();
          fiber = __tsan_create_fiber(0);
          __tsan_set_fiber_name(fiber, "handed over");
          if (as_fiber) __tsan_switch_to_fiber(fiber, 0);
          shared.value = 1;
          if (as_fiber) __tsan_switch_to_fiber(own, 0);
          AnnotateIgnoreSyncBegin("", 0);
          shared.word.store(1);
          AnnotateIgnoreSyncEnd("", 0);
        },
        [&fiber, as_fiber](Shared& shared) {
          if (shared.word.load(std::memory_order_relaxed) == 0) return;
          void* own = __tsan_get_current_fiber();
          AnnotateIgnoreReadsBegin("", 0);
          void* taken = fiber;
          AnnotateIgnoreReadsEnd("", 0);
          if (as_fiber) __tsan_switch_to_fiber(taken, 0);
          EXPECT_EQ(shared.value, 1);
          if (as_fiber) __tsan_switch_to_fiber(own, 0);
          __tsan_destroy_fiber(taken);
        });
  };
  EXPECT_THAT(hand_over(true), IsRaceFree());
  EXPECT_THAT(hand_over(false), Finds(FindingKind::kDataRace));
}

// These tune ThreadSanitizer itself; here they must exist, no more.
TEST(OtherAnnotations, Exist) {
  int x = 0;
  __tsan_flush_memory();
  AnnotateRWLockCreate("", 0, &x);
  AnnotateRWLockDestroy("", 0, &x);
  AnnotateMemoryIsInitialized("", 0, &x, 4);
  AnnotateMemoryIsUninitialized("", 0, &x, 4);
  AnnotateFlushState("", 0);
  AnnotateFlushExpectedRaces("", 0);
  AnnotateThreadName("", 0, "name");
  AnnotateEnableRaceDetection("", 0, 1);
  AnnotateMutexIsNotPHB("", 0, &x);
  AnnotateMutexIsUsedAsCondVar("", 0, &x);
  AnnotateCondVarSignal("", 0, &x);
  AnnotateCondVarSignalAll("", 0, &x);
  AnnotateCondVarWait("", 0, &x, &x);
  AnnotateExpectRace("", 0, &x, "");
  AnnotateTraceMemory("", 0, &x);
  AnnotatePCQCreate("", 0, &x);
  AnnotatePCQPut("", 0, &x);
  AnnotatePCQGet("", 0, &x);
  AnnotatePCQDestroy("", 0, &x);
  AnnotatePublishMemoryRange("", 0, &x, 4);
  AnnotateUnpublishMemoryRange("", 0, &x, 4);
  AnnotateNoOp("", 0, &x);
  EXPECT_EQ(RunningOnValgrind(), 0);
}

}  // namespace
}  // namespace racekit
