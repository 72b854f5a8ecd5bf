// The compiler's interface, hook by hook: each is called by two controlled
// threads, and what the detectors are told shows in what they find. This test
// names every hook that g++ 12 and clang 14 can emit or that the public headers
// (sanitizer/tsan_interface.h, tsan_interface_atomic.h) declare, so one that is
// missing does not link.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpedantic"
#endif

extern "C" {

#define DECLARE_ACCESS(size)                         \
  void __tsan_read##size(void*);                     \
  void __tsan_write##size(void*);                    \
  void __tsan_read_write##size(void*);               \
  void __tsan_volatile_read##size(void*);            \
  void __tsan_volatile_write##size(void*);           \
  void __tsan_unaligned_read##size(void*);           \
  void __tsan_unaligned_write##size(void*);          \
  void __tsan_unaligned_read_write##size(void*);     \
  void __tsan_unaligned_volatile_read##size(void*);  \
  void __tsan_unaligned_volatile_write##size(void*); \
  void __tsan_read##size##_pc(void*, void*);         \
  void __tsan_write##size##_pc(void*, void*)
DECLARE_ACCESS(1);
DECLARE_ACCESS(2);
DECLARE_ACCESS(4);
DECLARE_ACCESS(8);
DECLARE_ACCESS(16);

void __tsan_read_range(void*, unsigned long);
void __tsan_write_range(void*, unsigned long);
void __tsan_read_range_pc(void*, unsigned long, void*);
void __tsan_write_range_pc(void*, unsigned long, void*);
void __tsan_vptr_update(void**, void*);
void __tsan_vptr_read(void**);
void __tsan_init();
void __tsan_func_entry(void*);
void __tsan_func_exit();
void __tsan_ignore_thread_begin();
void __tsan_ignore_thread_end();
void* __tsan_memcpy(void*, const void*, unsigned long);
void* __tsan_memmove(void*, const void*, unsigned long);
void* __tsan_memset(void*, int, unsigned long);

#define DECLARE_ATOMIC(bits, T)                                              \
  T __tsan_atomic##bits##_load(const volatile T*, int);                      \
  void __tsan_atomic##bits##_store(volatile T*, T, int);                     \
  T __tsan_atomic##bits##_exchange(volatile T*, T, int);                     \
  T __tsan_atomic##bits##_fetch_add(volatile T*, T, int);                    \
  T __tsan_atomic##bits##_fetch_sub(volatile T*, T, int);                    \
  T __tsan_atomic##bits##_fetch_and(volatile T*, T, int);                    \
  T __tsan_atomic##bits##_fetch_or(volatile T*, T, int);                     \
  T __tsan_atomic##bits##_fetch_xor(volatile T*, T, int);                    \
  T __tsan_atomic##bits##_fetch_nand(volatile T*, T, int);                   \
  int __tsan_atomic##bits##_compare_exchange_strong(volatile T*, T*, T, int, \
                                                    int);                    \
  int __tsan_atomic##bits##_compare_exchange_weak(volatile T*, T*, T, int,   \
                                                  int);                      \
  T __tsan_atomic##bits##_compare_exchange_val(volatile T*, T, T, int, int)
DECLARE_ATOMIC(8, std::uint8_t);
DECLARE_ATOMIC(16, std::uint16_t);
DECLARE_ATOMIC(32, std::uint32_t);
DECLARE_ATOMIC(64, std::uint64_t);
DECLARE_ATOMIC(128, unsigned __int128);
void __tsan_atomic_thread_fence(int);
void __tsan_atomic_signal_fence(int);

}  // extern "C"

namespace racekit {
namespace {

using Wide = unsigned __int128;

using ::testing::Field;

// Both on threads of their own; `memory` is theirs.
Report OnTwoThreads(absl::FunctionRef<void(char*)> first,
                    absl::FunctionRef<void(char*)> second,
                    int executions = 20) {
  ExploreOptions options;
  options.executions = executions;
  options.time = absl::InfiniteDuration();
  options.shrink = 0;  // whether it is found, not how it came about
  return Explore(
      [&] {
        alignas(16) static char memory[64];
        std::fill(std::begin(memory), std::end(memory), char{0});
        std::thread a([&] { first(memory); });
        std::thread b([&] { second(memory); });
        a.join();
        b.join();
      },
      options);
}

struct AccessHook {
  std::string name;
  void (*call)(char*);
  int size;
  bool writes;
};

#define ACCESS_HOOK(name, size, writes)           \
  AccessHook {                                    \
#name, [](char* p) { name(p); }, size, writes \
  }
#define ACCESS_HOOK_PC(name, size, writes)                                     \
  AccessHook {                                                                 \
#name, [](char* p) { name(p, __builtin_return_address(0)); }, size, writes \
  }
#define ACCESS_HOOKS(size)                                            \
  ACCESS_HOOK(__tsan_read##size, size, false),                        \
      ACCESS_HOOK(__tsan_write##size, size, true),                    \
      ACCESS_HOOK(__tsan_read_write##size, size, true),               \
      ACCESS_HOOK(__tsan_volatile_read##size, size, false),           \
      ACCESS_HOOK(__tsan_volatile_write##size, size, true),           \
      ACCESS_HOOK(__tsan_unaligned_read##size, size, false),          \
      ACCESS_HOOK(__tsan_unaligned_write##size, size, true),          \
      ACCESS_HOOK(__tsan_unaligned_read_write##size, size, true),     \
      ACCESS_HOOK(__tsan_unaligned_volatile_read##size, size, false), \
      ACCESS_HOOK(__tsan_unaligned_volatile_write##size, size, true), \
      ACCESS_HOOK_PC(__tsan_read##size##_pc, size, false),            \
      ACCESS_HOOK_PC(__tsan_write##size##_pc, size, true)

const std::vector<AccessHook>& AccessHooks() {
  static const auto* const hooks = new std::vector<AccessHook>{
      ACCESS_HOOKS(1),
      ACCESS_HOOKS(2),
      ACCESS_HOOKS(4),
      ACCESS_HOOKS(8),
      ACCESS_HOOKS(16),
      {"__tsan_read_range", [](char* p) { __tsan_read_range(p, 24); }, 24,
       false},
      {"__tsan_write_range", [](char* p) { __tsan_write_range(p, 24); }, 24,
       true},
      {"__tsan_read_range_pc",
       [](char* p) {
         __tsan_read_range_pc(p, 24, __builtin_return_address(0));
       },
       24, false},
      {"__tsan_write_range_pc",
       [](char* p) {
         __tsan_write_range_pc(p, 24, __builtin_return_address(0));
       },
       24, true},
      {"__tsan_vptr_read",
       [](char* p) { __tsan_vptr_read(reinterpret_cast<void**>(p)); }, 8,
       false},
      {"__tsan_vptr_update",
       [](char* p) { __tsan_vptr_update(reinterpret_cast<void**>(p), p); }, 8,
       true},
      {"__tsan_memset", [](char* p) { __tsan_memset(p, 0, 24); }, 24, true},
      {"__tsan_memcpy to",
       [](char* p) {
         static const char from[24] = {};
         __tsan_memcpy(p, from, 24);
       },
       24, true},
      {"__tsan_memcpy from",
       [](char* p) {
         char to[24];
         __tsan_memcpy(to, p, 24);
       },
       24, false},
      {"__tsan_memmove to",
       [](char* p) {
         static const char from[24] = {};
         __tsan_memmove(p, from, 24);
       },
       24, true},
      {"__tsan_memmove from",
       [](char* p) {
         char to[24];
         __tsan_memmove(to, p, 24);
       },
       24, false},
  };
  return *hooks;
}

TEST(AccessHooks, TwoWritesRaceTwoReadsDoNot) {
  for (const AccessHook& hook : AccessHooks()) {
    const Report report = OnTwoThreads(hook.call, hook.call);
    if (hook.writes) {
      EXPECT_THAT(report, FindsOnly(FindingKind::kDataRace)) << hook.name;
    } else {
      EXPECT_THAT(report, IsRaceFree()) << hook.name;
    }
  }
}

// A write to the last byte races, one behind it does not: the size is right.
TEST(AccessHooks, CoverAsManyBytesAsTheySay) {
  for (const AccessHook& hook : AccessHooks()) {
    const auto write_at = [&](int offset) {
      return OnTwoThreads(hook.call,
                          [&](char* p) { __tsan_write1(p + offset); });
    };
    EXPECT_THAT(write_at(0), Finds(FindingKind::kDataRace)) << hook.name;
    EXPECT_THAT(write_at(hook.size - 1), Finds(FindingKind::kDataRace))
        << hook.name;
    EXPECT_THAT(write_at(hook.size), IsRaceFree()) << hook.name;
  }
}

TEST(AccessHooks, TakeAnyAlignment) {
  const Report report =
      OnTwoThreads([](char* p) { __tsan_unaligned_write8(p + 5); },
                   [](char* p) { __tsan_read1(p + 12); });
  EXPECT_THAT(report, Finds(FindingKind::kDataRace));
}

TEST(AccessHooks, AVptrThatStaysTheSameIsNotWritten) {
  const Report report = OnTwoThreads(
      [](char* p) {
        auto** vptr = reinterpret_cast<void**>(p);
        __tsan_vptr_update(vptr, *vptr);
      },
      [](char* p) { __tsan_vptr_read(reinterpret_cast<void**>(p)); });
  EXPECT_THAT(report, IsRaceFree());
}

TEST(AccessHooks, WhatIsIgnoredDoesNotRace) {
  const Report report = OnTwoThreads(
      [](char* p) {
        __tsan_ignore_thread_begin();
        __tsan_write8(p);
        __tsan_ignore_thread_end();
      },
      [](char* p) { __tsan_write8(p); });
  EXPECT_THAT(report, IsRaceFree());
  const Report after = OnTwoThreads(
      [](char* p) {
        __tsan_ignore_thread_begin();
        __tsan_ignore_thread_end();
        __tsan_write8(p);
      },
      [](char* p) { __tsan_write8(p); });
  EXPECT_THAT(after, Finds(FindingKind::kDataRace));
}

TEST(AccessHooks, MemoryFunctionsDoTheirWork) {
  std::thread([] {
    char from[8] = "abcdefg";
    char to[8] = {};
    EXPECT_EQ(__tsan_memcpy(to, from, 8), to);
    EXPECT_STREQ(to, "abcdefg");
    EXPECT_EQ(__tsan_memmove(from + 1, from, 6), from + 1);
    EXPECT_STREQ(from, "aabcdef");
    EXPECT_EQ(__tsan_memset(to, 'x', 7), to);
    EXPECT_STREQ(to, "xxxxxxx");
  }).join();
}

__attribute__((noinline)) void CalledFromHere() {}

TEST(CallHooks, MakeTheStackOfAnAccess) {
  __tsan_init();
  const auto access = [](char* p) {
    __tsan_func_entry(reinterpret_cast<char*>(&CalledFromHere) + 1);
    __tsan_write1(p);
    __tsan_func_exit();
  };
  const Report report = OnTwoThreads(access, access);
  ASSERT_THAT(report, FindsOnly(FindingKind::kDataRace));
  for (const Access& side : report.findings[0].accesses) {
    EXPECT_THAT(side.stack,
                testing::Contains(Field(&Frame::function,
                                        testing::HasSubstr("CalledFromHere"))));
  }
}

// Deeper than stacks are kept (65,536 calls): the calls above are as they were.
TEST(CallHooks, MayNestDeeperThanIsKept) {
  const auto access = [](char* p) {
    constexpr int kDeep = 200'000;
    void* const caller = reinterpret_cast<char*>(&CalledFromHere) + 1;
    for (int i = 0; i < kDeep; ++i) __tsan_func_entry(caller);
    char own = 0;
    __tsan_write1(&own);
    for (int i = 1; i < kDeep; ++i) __tsan_func_exit();
    __tsan_write1(p);
    __tsan_func_exit();
  };
  const Report report = OnTwoThreads(access, access, /*executions=*/4);
  ASSERT_THAT(report, FindsOnly(FindingKind::kDataRace));
  for (const Access& side : report.findings[0].accesses) {
    const auto own = [](const Frame& frame) {
      return frame.function.find("CalledFromHere") != std::string::npos;
    };
    EXPECT_EQ(std::count_if(side.stack.begin(), side.stack.end(), own), 1);
  }
}

// ---- atomics

constexpr int kRelaxed = __ATOMIC_RELAXED;
constexpr int kAcquire = __ATOMIC_ACQUIRE;
constexpr int kRelease = __ATOMIC_RELEASE;

// What each operation returns and leaves, in any width.
#define EXPECT_ATOMIC_WORKS(bits, T)                                          \
  {                                                                           \
    alignas(16) volatile T x = 12;                                            \
    const auto value = [](auto v) { return static_cast<std::uint64_t>(v); };  \
    const T all = static_cast<T>(-1);                                         \
    EXPECT_EQ(value(__tsan_atomic##bits##_load(&x, kAcquire)), 12u);          \
    __tsan_atomic##bits##_store(&x, 5, kRelease);                             \
    EXPECT_EQ(value(__tsan_atomic##bits##_exchange(&x, 6, kRelease)), 5u);    \
    EXPECT_EQ(value(__tsan_atomic##bits##_fetch_add(&x, 4, kRelaxed)), 6u);   \
    EXPECT_EQ(value(__tsan_atomic##bits##_fetch_sub(&x, 3, kRelaxed)), 10u);  \
    EXPECT_EQ(value(__tsan_atomic##bits##_fetch_and(&x, 5, kRelaxed)), 7u);   \
    EXPECT_EQ(value(__tsan_atomic##bits##_fetch_or(&x, 8, kRelaxed)), 5u);    \
    EXPECT_EQ(value(__tsan_atomic##bits##_fetch_xor(&x, 1, kRelaxed)), 13u);  \
    EXPECT_EQ(value(__tsan_atomic##bits##_fetch_nand(&x, 4, kRelaxed)), 12u); \
    EXPECT_TRUE(__tsan_atomic##bits##_load(&x, kRelaxed) ==                   \
                static_cast<T>(all - 4));                                     \
    T expected = 1;                                                           \
    EXPECT_FALSE(__tsan_atomic##bits##_compare_exchange_strong(               \
        &x, &expected, 2, kAcquire, kRelaxed));                               \
    EXPECT_TRUE(expected == static_cast<T>(all - 4));                         \
    EXPECT_TRUE(__tsan_atomic##bits##_compare_exchange_weak(                  \
        &x, &expected, 2, kAcquire, kRelaxed));                               \
    EXPECT_EQ(value(__tsan_atomic##bits##_compare_exchange_val(               \
                  &x, 3, 4, kAcquire, kRelaxed)),                             \
              2u);                                                            \
    EXPECT_EQ(value(__tsan_atomic##bits##_compare_exchange_val(               \
                  &x, 2, 4, kAcquire, kRelaxed)),                             \
              2u);                                                            \
    EXPECT_EQ(value(x), 4u);                                                  \
  }

void ExpectAtomicsWork() {
  EXPECT_ATOMIC_WORKS(8, std::uint8_t);
  EXPECT_ATOMIC_WORKS(16, std::uint16_t);
  EXPECT_ATOMIC_WORKS(32, std::uint32_t);
  EXPECT_ATOMIC_WORKS(64, std::uint64_t);
  EXPECT_ATOMIC_WORKS(128, Wide);
}

TEST(AtomicHooks, WorkInABodyAndOutsideOne) {
  ExpectAtomicsWork();
  const Report report =
      OnTwoThreads([](char*) { ExpectAtomicsWork(); }, [](char*) {});
  EXPECT_THAT(report, IsRaceFree());
}

// `publish` writes where `receive` reads, around an atomic of `bits`.
#define PUBLISHES(bits, T, release, acquire)                             \
  OnTwoThreads(                                                          \
      [](char* p) {                                                      \
        __tsan_write1(p + 32);                                           \
        __tsan_atomic##bits##_store(reinterpret_cast<volatile T*>(p), 1, \
                                    release);                            \
      },                                                                 \
      [](char* p) {                                                      \
        auto* word = reinterpret_cast<volatile T*>(p);                   \
        if (__tsan_atomic##bits##_exchange(word, 0, acquire) == 1) {     \
          __tsan_read1(p + 32);                                          \
        }                                                                \
      })

TEST(AtomicHooks, ReleaseAndAcquireOrderInEveryWidth) {
  EXPECT_THAT(PUBLISHES(8, std::uint8_t, kRelease, kAcquire), IsRaceFree());
  EXPECT_THAT(PUBLISHES(16, std::uint16_t, kRelease, kAcquire), IsRaceFree());
  EXPECT_THAT(PUBLISHES(32, std::uint32_t, kRelease, kAcquire), IsRaceFree());
  EXPECT_THAT(PUBLISHES(64, std::uint64_t, kRelease, kAcquire), IsRaceFree());
  EXPECT_THAT(PUBLISHES(128, unsigned __int128, kRelease, kAcquire),
              IsRaceFree());
}

TEST(AtomicHooks, RelaxedOrdersNothing) {
  EXPECT_THAT(PUBLISHES(32, std::uint32_t, kRelaxed, kAcquire),
              Finds(FindingKind::kDataRace));
  EXPECT_THAT(PUBLISHES(32, std::uint32_t, kRelease, kRelaxed),
              Finds(FindingKind::kDataRace));
  EXPECT_THAT(PUBLISHES(128, unsigned __int128, kRelaxed, kRelaxed),
              Finds(FindingKind::kDataRace));
}

// A compare-exchange that fails is a load with the second order.
TEST(AtomicHooks, AFailedCompareExchangeHasItsOwnOrder) {
  const auto receive = [](int failure) {
    return OnTwoThreads(
        [](char* p) {
          __tsan_write1(p + 32);
          __tsan_atomic32_store(reinterpret_cast<volatile std::uint32_t*>(p), 1,
                                kRelease);
        },
        [failure](char* p) {
          std::uint32_t expected = 7;
          __tsan_atomic32_compare_exchange_strong(
              reinterpret_cast<volatile std::uint32_t*>(p), &expected, 8,
              __ATOMIC_ACQ_REL, failure);
          if (expected == 1) {
            __tsan_read1(p + 32);
            __tsan_atomic32_store(reinterpret_cast<volatile std::uint32_t*>(p),
                                  0, kRelaxed);
          }
        });
  };
  EXPECT_THAT(receive(kAcquire), IsRaceFree());
  EXPECT_THAT(receive(kRelaxed), Finds(FindingKind::kDataRace));
}

TEST(AtomicHooks, FencesOrderSignalFencesDoNot) {
  const auto publish = [](void (*fence)(int)) {
    return OnTwoThreads(
        [fence](char* p) {
          __tsan_write1(p + 32);
          fence(kRelease);
          __tsan_atomic32_store(reinterpret_cast<volatile std::uint32_t*>(p), 1,
                                kRelaxed);
        },
        [fence](char* p) {
          auto* word = reinterpret_cast<volatile std::uint32_t*>(p);
          if (__tsan_atomic32_exchange(word, 0, kRelaxed) != 1) return;
          fence(kAcquire);
          __tsan_read1(p + 32);
        });
  };
  EXPECT_THAT(publish(&__tsan_atomic_thread_fence), IsRaceFree());
  EXPECT_THAT(publish(&__tsan_atomic_signal_fence),
              Finds(FindingKind::kDataRace));
}

}  // namespace
}  // namespace racekit
