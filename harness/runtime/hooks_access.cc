// The compiler's interface, plain accesses and calls: what code compiled with
// -fsanitize=thread tells of. g++ 12 and clang 14 together call everything
// here; what they might call and is not here fails at link.

#include <string.h>

#include "harness/runtime/access.h"
#include "harness/runtime/door.h"
#include "harness/runtime/plain_access.h"
#include "harness/runtime/region_functions.h"

using namespace racekit::runtime;  // NOLINT: all of a hook's words are there

#define RACEKIT_HOOK extern "C" __attribute__((visibility("default"))) void

// Each takes the address alone and knows its size by its name.
#define RACEKIT_ACCESS(name, size)                      \
  RACEKIT_HOOK __tsan_read##name(void* address) {       \
    PlainRead(address, size, RACEKIT_CALLER());         \
  }                                                     \
  RACEKIT_HOOK __tsan_write##name(void* address) {      \
    PlainWrite(address, size, RACEKIT_CALLER());        \
  }                                                     \
  RACEKIT_HOOK __tsan_read_write##name(void* address) { \
    Read(address, size, RACEKIT_CALLER());              \
    Write(address, size, RACEKIT_CALLER());             \
  }                                                     \
  static_assert(true, "semicolon")

#define RACEKIT_ACCESSES(size)                              \
  RACEKIT_ACCESS(size, size);                               \
  RACEKIT_HOOK __tsan_volatile_read##size(void* address) {  \
    VolatileRead(address, size, RACEKIT_CALLER());          \
  }                                                         \
  RACEKIT_HOOK __tsan_volatile_write##size(void* address) { \
    VolatileWrite(address, size, RACEKIT_CALLER());         \
  }                                                         \
  static_assert(true, "semicolon")

#define RACEKIT_UNALIGNED(size)                                       \
  RACEKIT_HOOK __tsan_unaligned_read##size(void* address) {           \
    Read(address, size, RACEKIT_CALLER());                            \
  }                                                                   \
  RACEKIT_HOOK __tsan_unaligned_write##size(void* address) {          \
    Write(address, size, RACEKIT_CALLER());                           \
  }                                                                   \
  RACEKIT_HOOK __tsan_unaligned_read_write##size(void* address) {     \
    Read(address, size, RACEKIT_CALLER());                            \
    Write(address, size, RACEKIT_CALLER());                           \
  }                                                                   \
  RACEKIT_HOOK __tsan_unaligned_volatile_read##size(void* address) {  \
    VolatileRead(address, size, RACEKIT_CALLER());                    \
  }                                                                   \
  RACEKIT_HOOK __tsan_unaligned_volatile_write##size(void* address) { \
    VolatileWrite(address, size, RACEKIT_CALLER());                   \
  }                                                                   \
  static_assert(true, "semicolon")

RACEKIT_ACCESSES(1);
RACEKIT_ACCESSES(2);
RACEKIT_ACCESSES(4);
RACEKIT_ACCESSES(8);
RACEKIT_ACCESSES(16);
RACEKIT_UNALIGNED(1);
RACEKIT_UNALIGNED(2);
RACEKIT_UNALIGNED(4);
RACEKIT_UNALIGNED(8);
RACEKIT_UNALIGNED(16);

// Variants that are told the caller's address.
#define RACEKIT_ACCESS_PC(size)                                   \
  RACEKIT_HOOK __tsan_read##size##_pc(void* address, void* pc) {  \
    Read(address, size, reinterpret_cast<std::uintptr_t>(pc));    \
  }                                                               \
  RACEKIT_HOOK __tsan_write##size##_pc(void* address, void* pc) { \
    Write(address, size, reinterpret_cast<std::uintptr_t>(pc));   \
  }                                                               \
  static_assert(true, "semicolon")

RACEKIT_ACCESS_PC(1);
RACEKIT_ACCESS_PC(2);
RACEKIT_ACCESS_PC(4);
RACEKIT_ACCESS_PC(8);
RACEKIT_ACCESS_PC(16);

RACEKIT_HOOK __tsan_read_range(void* address, unsigned long size) {
  Read(address, size, RACEKIT_CALLER());
}
RACEKIT_HOOK __tsan_write_range(void* address, unsigned long size) {
  Write(address, size, RACEKIT_CALLER());
}
RACEKIT_HOOK __tsan_read_range_pc(void* address, unsigned long size, void* pc) {
  Read(address, size, reinterpret_cast<std::uintptr_t>(pc));
}
RACEKIT_HOOK __tsan_write_range_pc(void* address, unsigned long size,
                                   void* pc) {
  Write(address, size, reinterpret_cast<std::uintptr_t>(pc));
}

// A constructor or destructor stores the object's vptr: a write if it changes.
RACEKIT_HOOK __tsan_vptr_update(void** vptr, void* value) {
  if (*vptr != value) PlainWrite(vptr, sizeof(*vptr), RACEKIT_CALLER());
}
RACEKIT_HOOK __tsan_vptr_read(void** vptr) {
  Read(vptr, sizeof(*vptr), RACEKIT_CALLER());
}

RACEKIT_HOOK __tsan_init() {}

RACEKIT_HOOK __tsan_func_entry(void* pc) {
  Thread* thread = self;
  if (thread == nullptr) return;
  if (thread->depth == kMaxDepth) {
    ++thread->deeper;
    return;
  }
  const CallNode node =
      world.calls().Enter(thread->node(), reinterpret_cast<std::uintptr_t>(pc));
  thread->frames[++thread->depth] = node;
  if (!region_functions.empty()) [[unlikely]]
    EnterRegionFunction(thread, RACEKIT_CALLER());
}

RACEKIT_HOOK __tsan_func_exit() {
  Thread* thread = self;
  if (thread == nullptr) return;
  if (thread->deeper > 0) {
    --thread->deeper;
  } else if (thread->depth > 0) {
    if (thread->depth == thread->region_depth) [[unlikely]]
      LeaveRegionFunction(thread);
    --thread->depth;
  }
}

// The compiler's own memory functions (clang calls these for memcpy and so on).
extern "C" void* __tsan_memcpy(void* to, const void* from, unsigned long size) {
  Read(from, size, RACEKIT_CALLER());
  Write(to, size, RACEKIT_CALLER());
  return memcpy(to, from, size);
}
extern "C" void* __tsan_memmove(void* to, const void* from,
                                unsigned long size) {
  Read(from, size, RACEKIT_CALLER());
  Write(to, size, RACEKIT_CALLER());
  return memmove(to, from, size);
}
extern "C" void* __tsan_memset(void* to, int value, unsigned long size) {
  Write(to, size, RACEKIT_CALLER());
  return memset(to, value, size);
}
