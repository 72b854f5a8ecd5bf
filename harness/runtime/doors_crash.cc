// Ways in which a program gives up: on a controlled thread each ends the
// execution with a finding, where the thread stands.

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/runtime/crash.h"
#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// The program's own words, on its stderr as ever; not by write(), which is one
// of our doors.
void Say(const char* text) { dprintf(STDERR_FILENO, "%s", text); }

}  // namespace

RACEKIT_NEXT(abort, void, ());
extern "C" void abort() noexcept {
  if (self != nullptr) Crash(CrashKind::kAbort, RACEKIT_CALLER());
  Next_abort()();
  __builtin_unreachable();
}

RACEKIT_NEXT(__assert_fail, void,
             (const char*, const char*, unsigned, const char*));
extern "C" void __assert_fail(const char* expression, const char* file,
                              unsigned line, const char* function) noexcept {
  if (self != nullptr) {
    char text[CrashRecord::kMaxText];
    snprintf(text, sizeof(text), "%s, in %s (%s:%u)", expression,
             function != nullptr ? function : "an unknown function", file,
             line);
    Say("assertion failed: ");
    Say(text);
    Say("\n");
    Crash(CrashKind::kAssert, RACEKIT_CALLER(), text);
  }
  Next___assert_fail()(expression, file, line, function);
  __builtin_unreachable();
}

RACEKIT_NEXT(__cxa_pure_virtual, void, ());
extern "C" void __cxa_pure_virtual() {
  if (self != nullptr) Crash(CrashKind::kPureVirtual, RACEKIT_CALLER());
  Next___cxa_pure_virtual()();
  __builtin_unreachable();
}
