// The program's heap: that of controlled threads is ours (heap.h), all else is
// libc's, and either takes its own back, whoever frees it. The detectors are
// told where memory begins and ends its life: what one thread frees another may
// be given, without a race.

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/runtime/crash.h"
#include "harness/runtime/door.h"
#include "harness/runtime/heap.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

// glibc's own names for what is replaced here. dlsym() would not do: it
// allocates.
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* memory);
}

RACEKIT_NEXT(malloc_usable_size, size_t, (void*));
extern "C" size_t malloc_usable_size(void* memory) noexcept {
  if (memory != nullptr && heap.Owns(memory)) return heap.SizeOf(memory);
  return Next_malloc_usable_size()(memory);
}

namespace {

// All that the block has room for: that is also what will be freed.
void* Born(void* memory) {
  if (memory != nullptr && Controlled() != nullptr) {
    ObserveAllocate(memory, malloc_usable_size(memory), self);
  }
  return memory;
}

// Whoever uses a block that was freed shall see that something is wrong: as a
// number it is large, as a pointer it leads nowhere.
constexpr int kFreed = 0xdb;
constexpr size_t kMostOverwritten = 4096;

// `size` is a multiple of 16. Most blocks are so small that a call of memset()
// would be the greater part of the work.
void Overwrite(void* memory, size_t size) {
  constexpr size_t kFew = 64;
  if (size > kFew) {
    memset(memory, kFreed, size < kMostOverwritten ? size : kMostOverwritten);
    return;
  }
  constexpr uint64_t kWord = 0x0101010101010101u * kFreed;
  auto* words = static_cast<volatile uint64_t*>(memory);
  for (size_t i = 0; i < size / sizeof(kWord); ++i) words[i] = kWord;
}

void GiveBack(void* memory, size_t size, std::uintptr_t caller) {
  if (!heap.Owns(memory)) return __libc_free(memory);
  if (size > 0) {
    Overwrite(memory, size);
    heap.Free(memory);
    return;
  }
  constexpr char kWhat[] = "free(): not a block that is in use";
  if (self == nullptr) Fatal(kWhat);
  Crash(CrashKind::kAbort, caller, kWhat);
}

void Died(void* memory, std::size_t size, std::uintptr_t caller) {
  Thread* thread = Controlled();
  if (thread != nullptr) ObserveFree(thread, memory, size, caller);
}

bool IsPowerOfTwo(size_t n) { return n != 0 && (n & (n - 1)) == 0; }

}  // namespace

extern "C" {

void* malloc(size_t size) noexcept {
  if (Controlled() == nullptr) return __libc_malloc(size);
  void* memory = heap.Allocate(size);
  if (memory == nullptr) return Born(__libc_malloc(size));
  ObserveAllocate(memory, Heap::RoomFor(size), self);
  return memory;
}

void* calloc(size_t count, size_t size) noexcept {
  size_t bytes;
  if (Controlled() == nullptr || __builtin_mul_overflow(count, size, &bytes)) {
    return __libc_calloc(count, size);
  }
  void* memory = heap.Allocate(bytes);
  if (memory == nullptr) return Born(__libc_calloc(count, size));
  return memset(Born(memory), 0, bytes);
}

void free(void* memory) noexcept {
  if (memory == nullptr) return;
  if (Controlled() == nullptr && !heap.Owns(memory)) {
    return __libc_free(memory);
  }
  const size_t size = malloc_usable_size(memory);
  Died(memory, size, RACEKIT_CALLER());
  GiveBack(memory, size, RACEKIT_CALLER());
}

void* realloc(void* memory, size_t size) noexcept {
  if (memory == nullptr) return malloc(size);
  const size_t old_size = malloc_usable_size(memory);
  if (size == 0) {
    Died(memory, old_size, RACEKIT_CALLER());
    GiveBack(memory, old_size, RACEKIT_CALLER());
    return nullptr;
  }
  if (!heap.Owns(memory) && Controlled() == nullptr) {
    return __libc_realloc(memory, size);
  }
  // Stays where it is unless it grows, or shrinks to less than half.
  if (size <= old_size && size >= old_size / 2) return memory;
  void* moved = malloc(size);
  if (moved == nullptr) return nullptr;
  memcpy(moved, memory, size < old_size ? size : old_size);
  Died(memory, old_size, RACEKIT_CALLER());
  GiveBack(memory, old_size, RACEKIT_CALLER());
  return moved;
}

void* memalign(size_t alignment, size_t size) noexcept {
  void* memory = nullptr;
  if (Controlled() != nullptr && IsPowerOfTwo(alignment)) {
    memory = heap.AllocateAligned(alignment, size);
  }
  return Born(memory != nullptr ? memory : __libc_memalign(alignment, size));
}

void* aligned_alloc(size_t alignment, size_t size) noexcept {
  if (!IsPowerOfTwo(alignment)) {
    errno = EINVAL;
    return nullptr;
  }
  return memalign(alignment, size);
}

int posix_memalign(void** result, size_t alignment, size_t size) noexcept {
  if (!IsPowerOfTwo(alignment) || alignment % sizeof(void*) != 0) {
    return EINVAL;
  }
  void* memory = memalign(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *result = memory;
  return 0;
}

void* valloc(size_t size) noexcept { return memalign(4096, size); }

}  // extern "C"
