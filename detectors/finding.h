// What a detector says: one Finding for each thing that is wrong.
//
// Plain data, comparable and copyable. Nothing here allocates from anywhere but
// std containers, locks, prints or symbolises; harness/report/ turns findings
// into text and JSON.
//
// Public header (C++17).

#ifndef RACEKIT_DETECTORS_FINDING_H_
#define RACEKIT_DETECTORS_FINDING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detectors/explanation.h"
#include "detectors/finding_kind.h"
#include "detectors/stack.h"

namespace racekit {

// How an access touched memory.
enum class AccessKind {
  kRead,
  kWrite,
  kAtomicRead,
  kAtomicWrite,
  kFree,
  kUnknown
};

// A memory access, or any other operation that a finding hangs on (acquiring a
// mutex, say).
struct Access {
  // What it does, for what is no access to memory: "takes M1 while holding M0".
  std::string action;
  AccessKind kind = AccessKind::kUnknown;
  int thread = -1;  // index into Finding::threads' ids
  std::uintptr_t address = 0;
  int size = 0;  // bytes
  Stack stack;
  std::vector<std::string> locks;  // names of the locks held
};

struct ThreadInfo {
  int id = 0;        // 0 is the thread that runs the body
  std::string name;  // empty if it has none
  int parent = -1;   // id of the creator; -1 where unknown
  Stack created_at;
};

// What the accesses touched.
struct Location {
  enum class Kind {
    kUnknown,
    kGlobal,
    kHeap,
    kStack,
    kThreadLocal,
    kFileDescriptor
  };
  Kind kind = Kind::kUnknown;
  // What was touched, as the user wrote it: "Account::balance_", "counter",
  // "element 3 of queue.buffer_". Empty where debug information does not tell.
  std::string name;
  // Where that is declared: "int", "account.h", 12. Empty and 0 if unknown.
  std::string type;
  std::string file;
  int line = 0;
  // Of a local variable, be it static or not: the function it is local to.
  std::string function;
  std::uintptr_t address = 0;  // start of the object
  std::uint64_t size = 0;      // bytes
  int thread =
      -1;  // kHeap: who allocated it; kStack, kThreadLocal: whose it is
  Stack allocated_at;  // kHeap
};

struct Finding {
  FindingKind kind = FindingKind::kOther;
  std::string message;  // one line: what is wrong, in words
  Location location;
  std::vector<Access>
      accesses;  // the critical ones, in the order in which they happened
  std::vector<ThreadInfo> threads;  // those the accesses and stacks mention
  std::vector<std::string> notes;   // further lines for the reader
  std::string detector;             // "tsan", "stress", "happens-before", ...
  // Equal for two sightings of one bug, also across runs of one binary: built
  // from kinds and from functions with files and lines, never from addresses or
  // thread ids.
  std::string fingerprint;
  std::int64_t count = 1;  // sightings
  std::int64_t first_execution =
      0;  // 1-based; 0 where executions are not counted

  // Of that execution, where its order of threads was controlled:
  std::string schedule;       // "rk1:...", which replays it; else empty
  std::int64_t switches = 0;  // from one thread to another
  std::string strategy;       // who chose them: "pct", ...

  // How it came about, where that was found out. Then `accesses` and `schedule`
  // are those of the shortest execution that showed it.
  std::optional<Explanation> explanation;
};

}  // namespace racekit

#endif  // RACEKIT_DETECTORS_FINDING_H_
