// Output: what others can see although nothing in memory is shared. Before each
// call that writes another thread may be let go first, and may write between
// two of them; within a call nobody interferes. libstdc++'s streams end in
// write() (doors_io.cc).

// Else putchar() and vprintf() are inline functions of the header's, which
// clang lets nobody define again.
#ifndef __NO_INLINE__
#define __NO_INLINE__ 1
#endif

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cstdint>

#include "harness/runtime/door.h"
#include "harness/runtime/written.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// Descriptors have no address by which to tell whether two operations meet.
// Those that share one of these are taken to.
char outputs[64];

void Output(std::uintptr_t caller, int fd) {
  Thread* current = AtDoor(caller);
  if (current == nullptr) return;
  world.Point(current, Op::kOutput,
              &outputs[static_cast<unsigned>(fd) % sizeof(outputs)]);
}

void Output(std::uintptr_t caller, FILE* stream) {
  if (Controlled() != nullptr) Output(caller, fileno_unlocked(stream));
}

void WasWritten(FILE* stream, long bytes) {
  if (stream == stdout) NoteWritten(Controlled(), bytes);
}

int WrittenChar(FILE* stream, int result) {
  WasWritten(stream, result == EOF ? 0 : 1);
  return result;
}

// A format's.
int WrittenText(FILE* stream, int result) {
  WasWritten(stream, result);
  return result;
}

}  // namespace

constinit Written* racekit::runtime::written = nullptr;

RACEKIT_NEXT(fwrite, size_t, (const void*, size_t, size_t, FILE*));
extern "C" size_t fwrite(const void* data, size_t size, size_t count,
                         FILE* stream) {
  Output(RACEKIT_CALLER(), stream);
  const size_t done = Next_fwrite()(data, size, count, stream);
  WasWritten(stream, static_cast<long>(done * size));
  return done;
}

RACEKIT_NEXT(fputs, int, (const char*, FILE*));
extern "C" int fputs(const char* text, FILE* stream) {
  Output(RACEKIT_CALLER(), stream);
  const int result = Next_fputs()(text, stream);
  if (result >= 0) WasWritten(stream, static_cast<long>(strlen(text)));
  return result;
}

RACEKIT_NEXT(fputc, int, (int, FILE*));
extern "C" int fputc(int c, FILE* stream) {
  Output(RACEKIT_CALLER(), stream);
  return WrittenChar(stream, Next_fputc()(c, stream));
}

RACEKIT_NEXT(putc, int, (int, FILE*));
extern "C" int putc(int c, FILE* stream) {
  Output(RACEKIT_CALLER(), stream);
  return WrittenChar(stream, Next_putc()(c, stream));
}

RACEKIT_NEXT(puts, int, (const char*));
extern "C" int puts(const char* text) {
  Output(RACEKIT_CALLER(), stdout);
  const int result = Next_puts()(text);
  if (result >= 0) WasWritten(stdout, static_cast<long>(strlen(text)) + 1);
  return result;
}

RACEKIT_NEXT(putchar, int, (int));
extern "C" int putchar(int c) {
  Output(RACEKIT_CALLER(), stdout);
  return WrittenChar(stdout, Next_putchar()(c));
}

RACEKIT_NEXT(vfprintf, int, (FILE*, const char*, va_list));
extern "C" int vfprintf(FILE* stream, const char* format, va_list arguments) {
  Output(RACEKIT_CALLER(), stream);
  return WrittenText(stream, Next_vfprintf()(stream, format, arguments));
}

extern "C" int vprintf(const char* format, va_list arguments) {
  Output(RACEKIT_CALLER(), stdout);
  return WrittenText(stdout, Next_vfprintf()(stdout, format, arguments));
}

extern "C" int fprintf(FILE* stream, const char* format, ...) {
  Output(RACEKIT_CALLER(), stream);
  va_list arguments;
  va_start(arguments, format);
  const int result = Next_vfprintf()(stream, format, arguments);
  va_end(arguments);
  return WrittenText(stream, result);
}

extern "C" int printf(const char* format, ...) {
  Output(RACEKIT_CALLER(), stdout);
  va_list arguments;
  va_start(arguments, format);
  const int result = Next_vfprintf()(stdout, format, arguments);
  va_end(arguments);
  return WrittenText(stdout, result);
}
