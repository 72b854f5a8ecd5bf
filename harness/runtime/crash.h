// When the program under test goes down inside an execution: a fatal signal,
// abort(), a failed assert(), an exception that nobody catches, an exit. It is
// written down, the execution ends (Ending::kCrashed), and its threads are
// abandoned where they stand, as after a deadlock.
//
// Not every crash can be survived: one inside libc may hold a lock of libc's,
// malloc's above all. It is written down too, and then takes its course; a
// supervising parent (harness/explore/supervisor.h) reads the record.
//
// The kernel keeps one stack for signal handlers per kernel thread: that of the
// explorer serves all fibers; with real threads each slot has its own.

#ifndef RACEKIT_HARNESS_RUNTIME_CRASH_H_
#define RACEKIT_HARNESS_RUNTIME_CRASH_H_

#include <cstdint>

#include "harness/runtime/call_tree.h"

namespace racekit::runtime {

enum class CrashKind : std::uint8_t {
  kNone,
  kSignal,
  kAbort,
  kAssert,       // assert(); `text` has its words
  kException,    // std::terminate(); `text` has the exception, if there is one
  kPureVirtual,  // a call of a pure virtual function
  kExit,         // exit() and its like, with `status`
  kStatus,       // a whole program ended, with `status`; `text` says how
  kHang,         // none of these: interrupted because it goes on for ever
};

// Written in a signal handler, perhaps in memory that outlives the process.
struct CrashRecord {
  static constexpr int kMaxFrames = 64;
  static constexpr int kMaxText = 1024;

  CrashKind kind = CrashKind::kNone;
  bool has_address = false;  // the kernel said which
  bool stack_overflow = false;
  int thread = -1;  // -1: none of the controlled ones
  int signal = 0;
  int status = 0;              // of an exit
  std::uintptr_t address = 0;  // of a fault
  int frames = 0;              // written after all else
  // Innermost first: return addresses, but for the first where a signal
  // interrupted it.
  bool interrupted = false;
  std::uintptr_t pcs[kMaxFrames] = {};
  char text[kMaxText] = {};
};

// Never null. One of this process' own to begin with.
extern CrashRecord* crash_record;

// Stack for the signal handlers of the calling kernel thread.
void UseAlternateStack();

// From now on fatal signals are written down, and the calling kernel thread can
// take them in a stack overflow. Undone by ReleaseCrashes(): the program's own
// handlers are back.
void ContainCrashes();
void ReleaseCrashes();

// On a controlled thread: ends the execution. `caller` is the return address
// into the program; 0 if it happened at no place in it.
[[noreturn]] void Crash(CrashKind kind, std::uintptr_t caller,
                        const char* text = "", int status = 0);

// A signal by which a parent asks where the execution is.
int ProbeSignal();

// From now on that makes the running thread write down where it is, as kHang,
// and how many scheduling points there have been, in *steps; then it goes on.
void AnswerProbes(std::int64_t* steps);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_CRASH_H_
