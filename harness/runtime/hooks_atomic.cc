// The compiler's interface, atomic operations: each is a scheduling point, then
// happens at once. Executions are sequentially consistent: a load sees the last
// store. The memory order counts for happens-before only.

#include "harness/runtime/access.h"
#include "harness/runtime/door.h"
#include "harness/runtime/observe_access.h"

using namespace racekit::runtime;  // NOLINT: all of a hook's words are there

namespace {

// Orders as the compiler passes them; high bits carry hardware hints.
constexpr int kOrderBits = 0x7fff;

// The part of a value that tells one from another.
template <typename T>
std::uint64_t Digest(T value) {
  if constexpr (sizeof(T) > 8) {
    return static_cast<std::uint64_t>(value) ^
           static_cast<std::uint64_t>(value >> 64) * 0x9e3779b97f4a7c15u;
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

template <typename T>
T LoadNow(const volatile T* address) {
  if constexpr (sizeof(T) > 8) {
    // One controlled thread runs at a time; others must not share the variable.
    return *address;
  } else {
    return __atomic_load_n(address, __ATOMIC_SEQ_CST);
  }
}

// By a controlled thread, or by any other. Controlled threads run one at a
// time, which makes them sequentially consistent without help.
template <typename T>
void StoreNow(const Thread* thread, volatile T* address, T value) {
  if constexpr (sizeof(T) > 8) {
    *address = value;
  } else if (thread != nullptr) {
    __atomic_store_n(address, value, __ATOMIC_RELEASE);
  } else {
    __atomic_store_n(address, value, __ATOMIC_SEQ_CST);
  }
}

[[gnu::always_inline]] inline Thread* Begin(const volatile void* address,
                                            std::uint16_t size, Op op,
                                            std::uintptr_t pc) {
  Thread* thread = Controlled();
  if (thread == nullptr) return nullptr;
  thread->last_pc = pc;
  world.Point(thread, op, const_cast<const void*>(address), size);
  return thread;
}

template <typename T>
T Load(const volatile T* address, int order, std::uintptr_t pc) {
  Thread* thread = Begin(address, sizeof(T), Op::kAtomicLoad, pc);
  const T value = LoadNow(address);
  if (thread != nullptr) {
    ObserveAtomicLoad(thread, address, sizeof(T), order & kOrderBits);
    Learned(thread, address, Digest(value));
  }
  return value;
}

template <typename T>
void Store(volatile T* address, T value, int order, std::uintptr_t pc) {
  Thread* thread = Begin(address, sizeof(T), Op::kAtomicStore, pc);
  if (thread != nullptr) {
    ObserveAtomicStore(thread, address, sizeof(T), order & kOrderBits);
  }
  StoreNow(thread, address, value);
  if (thread != nullptr) world.Progress(thread);
}

// `change` maps the old value to the new one.
template <typename T, typename Change>
T Modify(volatile T* address, int order, std::uintptr_t pc, Change change) {
  Thread* thread = Begin(address, sizeof(T), Op::kAtomicRmw, pc);
  if (thread != nullptr) {
    ObserveAtomicRmw(thread, address, sizeof(T), order & kOrderBits);
    const T old = LoadNow(address);
    const T value = change(old);
    StoreNow(thread, address, value);
    // Setting a flag that is set already is how spinlocks wait.
    if (value != old) {
      world.Progress(thread);
    } else {
      Learned(thread, address, Digest(old));
    }
    return old;
  }
  if constexpr (sizeof(T) > 8) {
    const T old = *address;
    *address = change(old);
    return old;
  } else {
    T old = __atomic_load_n(address, __ATOMIC_SEQ_CST);
    while (!__atomic_compare_exchange_n(address, &old, change(old), true,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    }
    return old;
  }
}

template <typename T>
bool CompareExchange(volatile T* address, T* expected, T desired, int order,
                     int failure_order, std::uintptr_t pc) {
  Thread* thread = Begin(address, sizeof(T), Op::kAtomicRmw, pc);
  if (thread == nullptr) {
    if constexpr (sizeof(T) > 8) {
      if (*address == *expected) {
        *address = desired;
        return true;
      }
      *expected = *address;
      return false;
    } else {
      return __atomic_compare_exchange_n(address, expected, desired, false,
                                         __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    }
  }
  const T old = LoadNow(address);
  if (old == *expected) {
    ObserveAtomicRmw(thread, address, sizeof(T), order & kOrderBits);
    StoreNow(thread, address, desired);
    world.Progress(thread);
    return true;
  }
  ObserveAtomicLoad(thread, address, sizeof(T), failure_order & kOrderBits);
  *expected = old;
  Learned(thread, address, Digest(old));
  return false;
}

}  // namespace

#define RACEKIT_RMW(bits, T, name, expression)                              \
  extern "C" T __tsan_atomic##bits##_##name(volatile T* address, T operand, \
                                            int order) {                    \
    return Modify(address, order, RACEKIT_CALLER(), [operand](T old) -> T { \
      (void)old;                                                            \
      return static_cast<T>(expression);                                    \
    });                                                                     \
  }                                                                         \
  static_assert(true, "semicolon")

#define RACEKIT_ATOMIC(bits, T)                                              \
  extern "C" T __tsan_atomic##bits##_load(const volatile T* address,         \
                                          int order) {                       \
    return Load(address, order, RACEKIT_CALLER());                           \
  }                                                                          \
  extern "C" void __tsan_atomic##bits##_store(volatile T* address, T value,  \
                                              int order) {                   \
    Store(address, value, order, RACEKIT_CALLER());                          \
  }                                                                          \
  RACEKIT_RMW(bits, T, exchange, operand);                                   \
  RACEKIT_RMW(bits, T, fetch_add, old + operand);                            \
  RACEKIT_RMW(bits, T, fetch_sub, old - operand);                            \
  RACEKIT_RMW(bits, T, fetch_and, old& operand);                             \
  RACEKIT_RMW(bits, T, fetch_or, old | operand);                             \
  RACEKIT_RMW(bits, T, fetch_xor, old ^ operand);                            \
  RACEKIT_RMW(bits, T, fetch_nand, ~(old & operand));                        \
  extern "C" int __tsan_atomic##bits##_compare_exchange_strong(              \
      volatile T* address, T* expected, T desired, int order, int failure) { \
    return CompareExchange(address, expected, desired, order, failure,       \
                           RACEKIT_CALLER());                                \
  }                                                                          \
  extern "C" int __tsan_atomic##bits##_compare_exchange_weak(                \
      volatile T* address, T* expected, T desired, int order, int failure) { \
    return CompareExchange(address, expected, desired, order, failure,       \
                           RACEKIT_CALLER());                                \
  }                                                                          \
  extern "C" T __tsan_atomic##bits##_compare_exchange_val(                   \
      volatile T* address, T expected, T desired, int order, int failure) {  \
    CompareExchange(address, &expected, desired, order, failure,             \
                    RACEKIT_CALLER());                                       \
    return expected;                                                         \
  }                                                                          \
  static_assert(true, "semicolon")

RACEKIT_ATOMIC(8, std::uint8_t);
RACEKIT_ATOMIC(16, std::uint16_t);
RACEKIT_ATOMIC(32, std::uint32_t);
RACEKIT_ATOMIC(64, std::uint64_t);
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpedantic"
#else
#pragma GCC diagnostic ignored "-Wpedantic"
#endif
RACEKIT_ATOMIC(128, unsigned __int128);

extern "C" void __tsan_atomic_thread_fence(int order) {
  Thread* thread = Begin(nullptr, 0, Op::kFence, RACEKIT_CALLER());
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (thread != nullptr) ObserveFence(thread, order & kOrderBits);
}

extern "C" void __tsan_atomic_signal_fence(int) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
