// Ways out of the process. In a body that is part of a program each ends the
// execution with a finding, where the thread stands; in one that is a whole
// program (program_exit.h), with one if the status is not as expected.

#include <stdlib.h>
#include <unistd.h>

#include "harness/runtime/crash.h"
#include "harness/runtime/door.h"
#include "harness/runtime/program_exit.h"
#include "harness/runtime/thread_end.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

bool is_program = false;
int expected_status = 0;

// Who leaves, while handlers run.
struct Leaving {
  const char* how = nullptr;  // null: a function of libc's that calls exit()
  std::uintptr_t caller = 0;
  int status = 0;
};
Leaving leaving;

[[noreturn]] void EndProgram(std::uintptr_t caller, const char* how,
                             int status) {
  if (status == expected_status) world.End(self, Ending::kFinished);
  Crash(CrashKind::kStatus, caller, how, status);
}

// The last handler of all.
void OnExit(int status, void*) {
  if (self == nullptr || !is_program) return;
  if (leaving.how == nullptr) {
    EndProgram(RACEKIT_CALLER(), "exit() called", status);
  }
  EndProgram(leaving.caller, leaving.how, status);
}
void OnQuickExit() {
  if (self == nullptr || !is_program) return;
  EndProgram(leaving.caller, leaving.how, leaving.status);
}

// Before the handlers run. The program may come here a second time, from one of
// them: that is the exit which counts.
void Leave(std::uintptr_t caller, const char* how, int status) {
  leaving = {how, caller, status};
}

}  // namespace

RACEKIT_NEXT(exit, void, (int));
extern "C" void exit(int status) noexcept {
  if (self != nullptr) {
    if (!is_program) {
      Crash(CrashKind::kExit, RACEKIT_CALLER(), "exit", status);
    }
    Leave(RACEKIT_CALLER(), "exit() called", status);
    RunTlsDestructors(self);
  }
  Next_exit()(status);
  __builtin_unreachable();
}

RACEKIT_NEXT(quick_exit, void, (int));
extern "C" void quick_exit(int status) noexcept {
  if (self != nullptr) {
    if (!is_program) {
      Crash(CrashKind::kExit, RACEKIT_CALLER(), "quick_exit", status);
    }
    Leave(RACEKIT_CALLER(), "quick_exit() called", status);
  }
  Next_quick_exit()(status);
  __builtin_unreachable();
}

#define RACEKIT_EXIT_AT_ONCE(name, exceptions)                   \
  RACEKIT_NEXT(name, void, (int));                               \
  extern "C" void name(int status) exceptions {                  \
    if (self != nullptr) {                                       \
      if (is_program) {                                          \
        EndProgram(RACEKIT_CALLER(), #name "() called", status); \
      }                                                          \
      Crash(CrashKind::kExit, RACEKIT_CALLER(), #name, status);  \
    }                                                            \
    Next_##name()(status);                                       \
    __builtin_unreachable();                                     \
  }                                                              \
  static_assert(true, "semicolon")

RACEKIT_EXIT_AT_ONCE(_exit, );
RACEKIT_EXIT_AT_ONCE(_Exit, noexcept);

namespace racekit::runtime {

void RegisterProgramExit() {
  on_exit(&OnExit, nullptr);
  at_quick_exit(&OnQuickExit);
}

void ExpectProgramExit(int expected) {
  is_program = true;
  // As waitpid() tells it.
  constexpr int kStatusBits = 0xff;
  expected_status = expected & kStatusBits;
}

bool BodyIsProgram() { return is_program; }

void EndProgramWithLast(const Thread* thread) {
  if (!is_program || world.unfinished() > 1) return;
  // Libc counts the threads that have ended, so what they did came before.
  for (int id = 0; id < world.thread_count(); ++id) {
    if (id != thread->id) ObserveJoin(self, world.thread(id));
  }
  if (thread->id == 0) return ReturnFromMain(0);
  Leave(0, "the last thread ended", 0);
  Next_exit()(0);
}

void ReturnFromMain(int status) {
  Leave(0, "main() returned", status);
  RunTlsDestructors(self);
  Next_exit()(status);
  __builtin_unreachable();
}

}  // namespace racekit::runtime
