// libc's functions on memory and strings, as instrumented code calls them: the
// compiler does not tell what they access. Calls from code that is not
// instrumented, racekit's own among it, are let through.
//
// What the compiler expands in place never arrives here; g++ announces that
// itself.

#include <cstddef>
#include <cstdint>

#include "harness/runtime/access.h"
#include "harness/runtime/door.h"
#include "harness/runtime/slot.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// What a frame begins with: every function in question has one
// (-fno-omit-frame-pointer).
struct Frame {
  const Frame* caller;
  std::uintptr_t return_address;
};

// The controlled thread, if the innermost function that told of its entry
// (__tsan_func_entry) is the one that called the door whose frame this is.
inline Thread* FromInstrumentedCode(const Frame* door) {
  Thread* thread = Controlled();
  if (thread == nullptr) [[likely]]
    return nullptr;
  const std::uintptr_t pc = door->return_address;
  if (pc < reinterpret_cast<std::uintptr_t>(&__executable_start) ||
      pc >= reinterpret_cast<std::uintptr_t>(&etext) || thread->depth == 0 ||
      thread->deeper > 0) {
    return nullptr;
  }
  const Frame* caller = door->caller;
  const auto* end = reinterpret_cast<const Frame*>(thread->slot->stack_top);
  if (caller <= door || caller >= end ||
      caller->return_address != world.calls().pc(thread->node())) {
    return nullptr;
  }
  thread->last_pc = pc;
  return thread;
}

void SeeRead(const Thread* thread, const void* address, std::size_t size) {
  if (size > 0) Read(address, size, thread->last_pc);
}

void SeeWrite(const Thread* thread, void* address, std::size_t size) {
  if (size > 0) Write(address, size, thread->last_pc);
}

}  // namespace

// RACEKIT_SEEN(result, name, (parameters), (arguments), what is accessed)
// defines libc's `name`. By another name in here: C++ has overloads of some.
#define RACEKIT_SEEN(result, name, parameters, arguments, accesses) \
  RACEKIT_NEXT(name, result, parameters);                           \
  RACEKIT_SEEN_NEXT(result, name, parameters, arguments, accesses)

// The same, where Next_name() has been declared already.
#define RACEKIT_SEEN_NEXT(result, name, parameters, arguments, accesses) \
  extern "C" result racekit_seen_##name parameters __asm__(#name);       \
  result racekit_seen_##name parameters {                                \
    const Thread* thread = FromInstrumentedCode(                         \
        static_cast<const Frame*>(__builtin_frame_address(0)));          \
    if (thread != nullptr) [[unlikely]] {                                \
      accesses;                                                          \
    }                                                                    \
    return Next_##name() arguments;                                      \
  }                                                                      \
  static_assert(true, "semicolon")

RACEKIT_NEXT(strlen, std::size_t, (const char*));
RACEKIT_NEXT(strnlen, std::size_t, (const char*, std::size_t));

namespace {

std::size_t Length(const char* s) { return Next_strlen()(s); }
std::size_t Length(const char* s, std::size_t limit) {
  return Next_strnlen()(s, limit);
}

// With the terminator, but not beyond `limit`.
std::size_t Size(const char* s) { return Length(s) + 1; }
std::size_t Size(const char* s, std::size_t limit) {
  const std::size_t length = Length(s, limit);
  return length < limit ? length + 1 : limit;
}

// How much of two strings a comparison looks at.
std::size_t Compared(const char* a, const char* b, std::size_t limit) {
  std::size_t size = 0;
  while (size < limit && a[size] == b[size] && a[size] != '\0') ++size;
  return size < limit ? size + 1 : limit;
}

void SeeCompared(const Thread* thread, const char* a, const char* b,
                 std::size_t limit) {
  const std::size_t size = Compared(a, b, limit);
  SeeRead(thread, a, size);
  SeeRead(thread, b, size);
}

// Up to the first `c`, or all.
std::size_t Searched(const void* memory, int c, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(memory);
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] == static_cast<unsigned char>(c)) return i + 1;
  }
  return size;
}

}  // namespace

RACEKIT_SEEN(void*, memcpy, (void* to, const void* from, std::size_t size),
             (to, from, size),
             (SeeRead(thread, from, size), SeeWrite(thread, to, size)));
RACEKIT_SEEN(void*, memmove, (void* to, const void* from, std::size_t size),
             (to, from, size),
             (SeeRead(thread, from, size), SeeWrite(thread, to, size)));
RACEKIT_SEEN(void*, mempcpy, (void* to, const void* from, std::size_t size),
             (to, from, size),
             (SeeRead(thread, from, size), SeeWrite(thread, to, size)));
RACEKIT_SEEN(void*, memset, (void* to, int value, std::size_t size),
             (to, value, size), SeeWrite(thread, to, size));
RACEKIT_SEEN(int, memcmp, (const void* a, const void* b, std::size_t size),
             (a, b, size),
             (SeeRead(thread, a, size), SeeRead(thread, b, size)));
RACEKIT_SEEN(int, bcmp, (const void* a, const void* b, std::size_t size),
             (a, b, size),
             (SeeRead(thread, a, size), SeeRead(thread, b, size)));
RACEKIT_SEEN(void*, memchr, (const void* memory, int c, std::size_t size),
             (memory, c, size),
             SeeRead(thread, memory, Searched(memory, c, size)));
RACEKIT_SEEN_NEXT(std::size_t, strlen, (const char* s), (s),
                  SeeRead(thread, s, Size(s)));
RACEKIT_SEEN_NEXT(std::size_t, strnlen, (const char* s, std::size_t limit),
                  (s, limit), SeeRead(thread, s, Size(s, limit)));
RACEKIT_SEEN(char*, strcpy, (char* to, const char* from), (to, from),
             (SeeRead(thread, from, Size(from)),
              SeeWrite(thread, to, Size(from))));
RACEKIT_SEEN(char*, stpcpy, (char* to, const char* from), (to, from),
             (SeeRead(thread, from, Size(from)),
              SeeWrite(thread, to, Size(from))));
RACEKIT_SEEN(char*, strncpy, (char* to, const char* from, std::size_t size),
             (to, from, size),
             (SeeRead(thread, from, Size(from, size)),
              SeeWrite(thread, to, size)));
RACEKIT_SEEN(char*, strcat, (char* to, const char* from), (to, from),
             (SeeRead(thread, from, Size(from)),
              SeeRead(thread, to, Length(to)),
              SeeWrite(thread, to + Length(to), Size(from))));
RACEKIT_SEEN(char*, strncat, (char* to, const char* from, std::size_t size),
             (to, from, size),
             (SeeRead(thread, from, Size(from, size)),
              SeeRead(thread, to, Length(to)),
              SeeWrite(thread, to + Length(to), Length(from, size) + 1)));
RACEKIT_SEEN(int, strcmp, (const char* a, const char* b), (a, b),
             SeeCompared(thread, a, b, SIZE_MAX));
RACEKIT_SEEN(int, strncmp, (const char* a, const char* b, std::size_t size),
             (a, b, size), SeeCompared(thread, a, b, size));
RACEKIT_SEEN(int, strcasecmp, (const char* a, const char* b), (a, b),
             (SeeRead(thread, a, Size(a)), SeeRead(thread, b, Size(b))));
RACEKIT_SEEN(int, strncasecmp, (const char* a, const char* b, std::size_t size),
             (a, b, size),
             (SeeRead(thread, a, Size(a, size)),
              SeeRead(thread, b, Size(b, size))));
RACEKIT_SEEN(char*, strchr, (const char* s, int c), (s, c),
             SeeRead(thread, s, Searched(s, c, Size(s))));
RACEKIT_SEEN(char*, strrchr, (const char* s, int c), (s, c),
             SeeRead(thread, s, Size(s)));
RACEKIT_SEEN(char*, strstr, (const char* s, const char* part), (s, part),
             (SeeRead(thread, s, Size(s)), SeeRead(thread, part, Size(part))));
RACEKIT_SEEN(char*, strdup, (const char* s), (s), SeeRead(thread, s, Size(s)));
RACEKIT_SEEN(char*, strndup, (const char* s, std::size_t size), (s, size),
             SeeRead(thread, s, Size(s, size)));
