// The program's heap is libc's. The detectors are told where memory begins and
// ends its life: what one thread frees another may be given, without a race.

#include <malloc.h>
#include <stdlib.h>

#include "harness/runtime/door.h"

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

namespace {

// All that the block has room for: that is also what will be freed.
void* Born(void* memory) {
  if (memory != nullptr && Controlled() != nullptr) {
    ObserveAllocate(memory, malloc_usable_size(memory));
  }
  return memory;
}

bool IsPowerOfTwo(size_t n) { return n != 0 && (n & (n - 1)) == 0; }

}  // namespace

extern "C" {

void* malloc(size_t size) noexcept { return Born(__libc_malloc(size)); }

void* calloc(size_t count, size_t size) noexcept {
  return Born(__libc_calloc(count, size));
}

void free(void* memory) noexcept {
  Thread* thread = Controlled();
  if (thread != nullptr && memory != nullptr) {
    ObserveFree(thread, memory, malloc_usable_size(memory), RACEKIT_CALLER());
  }
  __libc_free(memory);
}

void* realloc(void* memory, size_t size) noexcept {
  Thread* thread = Controlled();
  if (thread == nullptr || memory == nullptr) {
    return Born(__libc_realloc(memory, size));
  }
  const size_t old_size = malloc_usable_size(memory);
  void* moved = __libc_realloc(memory, size);
  if (moved == memory) {
    const size_t new_size = malloc_usable_size(memory);
    if (new_size > old_size) {
      ObserveAllocate(static_cast<char*>(memory) + old_size,
                      new_size - old_size);
    }
  } else if (moved != nullptr || size == 0) {
    ObserveFree(thread, memory, old_size, RACEKIT_CALLER());
    Born(moved);
  }
  return moved;
}

void* memalign(size_t alignment, size_t size) noexcept {
  return Born(__libc_memalign(alignment, size));
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
