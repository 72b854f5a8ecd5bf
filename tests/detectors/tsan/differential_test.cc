// Of a few hundred executions of programs drawn at random, the happens-before
// detector and ThreadSanitizer say the same: which variables are raced on. And
// so do the lock-order detector and ThreadSanitizer, of locks.
//
// Where they do not, ThreadSanitizer (of gcc 12 and clang 14) is known to be
// less exact, in ways that the test names and takes into account one by one:
//
//  * A relaxed store ends a release sequence (C++20, [intro.races]); there it
//    does not, so what reads from that store is taken to be ordered.
//  * Fences order nothing there.
//  * A read-modify-write is looked at before it has acquired what it reads: it
//    "races" with a plain access that its own acquire orders.
//  * There are four accesses remembered for each 8 bytes, so a race with an
//    older one may be missed.
//
// Of these the first and the last hide races from it, and the others make it
// report what is none. There is no further excuse, either way.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "detectors/happens_before.h"
#include "detectors/held_locks.h"
#include "detectors/lock_order.h"
#include "detectors/problem.h"
#include "detectors/race_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/detectors/tsan/program.h"
#include "tests/detectors/tsan/under_tsan.h"

namespace racekit::detectors {
namespace {

using Kind = Operation::Kind;

constexpr std::uintptr_t kVariables = 0x100000;
constexpr std::uintptr_t kMutexes = 0x200000;
constexpr std::uintptr_t kRwlock = 0x300000;

class RacyVariables final : public RaceSink {
 public:
  void OnRace(const RaceRecord& race) override {
    variables.insert(static_cast<int>((race.second.address - kVariables) / 8));
  }
  std::set<int> variables;
};

// How ThreadSanitizer understands the C++ memory model.
struct Understanding {
  bool relaxed_stores_end_sequences = true;
  bool fences = true;
  bool updates_acquire_first = true;
};

constexpr Understanding kTheirs = {false, false, false};

void Feed(HappensBefore& detector, const Operation& operation,
          const bool* writes_rwlock, const Understanding& understanding) {
  const ThreadId thread = operation.thread;
  const auto object = static_cast<std::uintptr_t>(operation.object);
  const std::uintptr_t at =
      kVariables + 8 * object + static_cast<std::uintptr_t>(operation.offset);
  const auto size = static_cast<std::size_t>(operation.size);
  const std::uintptr_t mutex = kMutexes + 64 * object;
  const MemoryOrder order = operation.order;
  switch (operation.kind) {
    case Kind::kRead:
      return detector.Read(thread, at, size, {});
    case Kind::kWrite:
      return detector.Write(thread, at, size, {});
    case Kind::kAtomicLoad:
      return detector.AtomicLoad(thread, at, size, order, {});
    case Kind::kAtomicStore:
      if (order == MemoryOrder::kRelaxed &&
          !understanding.relaxed_stores_end_sequences) {
        return detector.AtomicRmw(thread, at, size, order, {});
      }
      return detector.AtomicStore(thread, at, size, order, {});
    case Kind::kAtomicRmw:
      if (!understanding.updates_acquire_first) {
        detector.AtomicRmw(thread, at, size, MemoryOrder::kRelaxed, {});
      }
      return detector.AtomicRmw(thread, at, size, order, {});
    case Kind::kFence:
      if (understanding.fences) detector.Fence(thread, order);
      return;
    case Kind::kLock:
    case Kind::kWoken:
      return detector.Lock(thread, mutex);
    case Kind::kUnlock:
    case Kind::kWait:
      return detector.Unlock(thread, mutex);
    case Kind::kReadLock:
      return detector.LockShared(thread, kRwlock);
    case Kind::kWriteLock:
      return detector.Lock(thread, kRwlock);
    case Kind::kRwUnlock:
      if (writes_rwlock[thread]) return detector.Unlock(thread, kRwlock);
      return detector.UnlockShared(thread, kRwlock);
    case Kind::kSignal:
      return;
    case Kind::kCreate:
      return detector.Create(thread, operation.object);
    case Kind::kJoin:
      return detector.Join(thread, operation.object);
  }
}

std::set<int> RacesByHappensBefore(const Program& program,
                                   const Understanding& understanding) {
  static RacyVariables sink;
  static HappensBefore detector(&sink);
  sink.variables.clear();
  detector.BeginExecution();
  bool writes_rwlock[Program::kThreads] = {};
  for (const Operation& operation : program.operations) {
    Feed(detector, operation, writes_rwlock, understanding);
    if (operation.kind == Kind::kWriteLock ||
        operation.kind == Kind::kRwUnlock) {
      writes_rwlock[operation.thread] = operation.kind == Kind::kWriteLock;
    }
  }
  return sink.variables;
}

// More than ThreadSanitizer remembers.
bool MayBeForgotten(const Program& program, int variable) {
  constexpr int kRemembered = 4;
  int accesses = 0;
  for (const Operation& operation : program.operations) {
    const bool touches =
        operation.kind <= Kind::kAtomicRmw && operation.object == variable;
    accesses += touches ? 1 : 0;
  }
  return accesses > kRemembered;
}

struct Tally {
  int programs = 0;
  int racy = 0;       // variables
  int race_free = 0;  // variables
  int by_relaxed_store = 0;
  int by_early_look = 0;
  int by_fence = 0;
  int forgotten = 0;
};

void Compare(std::uint64_t seed, bool with_fences, Tally& tally) {
  const Program program = Generate(seed, with_fences);
  const std::set<int> theirs = RunUnderTsan(program).variables;
  const std::set<int> ours = RacesByHappensBefore(program, {});
  const std::set<int> without_ends =
      RacesByHappensBefore(program, {false, true, true});
  const std::set<int> early =
      RacesByHappensBefore(program, {true, true, false});
  const std::set<int> as_theirs = RacesByHappensBefore(program, kTheirs);
  ++tally.programs;
  SCOPED_TRACE(testing::Message() << "seed " << seed << "\n"
                                  << ToString(program));
  for (int variable = 0; variable < Program::kVariables; ++variable) {
    const bool we_say = ours.count(variable) != 0;
    const bool they_say = theirs.count(variable) != 0;
    ++(we_say ? tally.racy : tally.race_free);
    if (we_say == they_say) continue;
    if (they_say) {
      EXPECT_NE(as_theirs.count(variable), 0u)
          << "ThreadSanitizer reports variable " << variable << ", we do not";
      ++(early.count(variable) != 0 ? tally.by_early_look : tally.by_fence);
    } else if (without_ends.count(variable) == 0) {
      ++tally.by_relaxed_store;
    } else {
      EXPECT_TRUE(MayBeForgotten(program, variable))
          << "we report variable " << variable << ", ThreadSanitizer does not";
      ++tally.forgotten;
    }
  }
}

void Print(const Tally& tally) {
  std::printf(
      "%d programs, %d variables with races, %d without; not reported by "
      "ThreadSanitizer: %d after a relaxed store, %d forgotten; reported "
      "though ordered: %d by the update itself, %d by fences\n",
      tally.programs, tally.racy, tally.race_free, tally.by_relaxed_store,
      tally.forgotten, tally.by_early_look, tally.by_fence);
}

TEST(Differential, ThreadSanitizerAgreesWithoutFences) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < 400; ++seed) Compare(seed, false, tally);
  Print(tally);
  EXPECT_EQ(tally.by_fence, 0);
  EXPECT_GT(tally.racy, 100);
  EXPECT_GT(tally.race_free, 100);
  // Excuses are exceptions.
  EXPECT_LT(tally.by_relaxed_store + tally.forgotten + tally.by_early_look,
            tally.racy / 10);
}

TEST(Differential, FencesExplainWhereItDoesNot) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < 200; ++seed) Compare(seed, true, tally);
  Print(tally);
  EXPECT_GT(tally.racy, 50);
  EXPECT_GT(tally.race_free, 50);
}

// ---- Orders of locks

bool InversionByLockOrder(const Program& program) {
  static ProblemLog log;
  static HeldLocksByThread held;
  static LockOrder detector(&log, &held);
  log.Clear();
  held.BeginExecution();
  detector.BeginExecution();
  const auto tell = [&](EventKind kind, const Operation& operation) {
    Event event;
    event.kind = kind;
    event.thread = operation.thread;
    event.other = operation.object;
    event.address =
        kMutexes + 64 * static_cast<std::uintptr_t>(operation.object);
    detector.OnEvent(event);
    held.OnEvent(event);
  };
  for (const Operation& operation : program.operations) {
    switch (operation.kind) {
      case Kind::kLock:
        tell(EventKind::kWant, operation);
        tell(EventKind::kLock, operation);
        break;
      case Kind::kUnlock:
        tell(EventKind::kUnlock, operation);
        break;
      case Kind::kCreate:
        tell(EventKind::kCreate, operation);
        break;
      case Kind::kJoin:
        tell(EventKind::kJoin, operation);
        break;
      default:
        break;
    }
  }
  return log.size() > 0;
}

// A thread that wants a mutex and holds others.
struct Want {
  int thread;
  int mutex;
  std::set<int> held;
};

std::vector<Want> WantsOf(const Program& program) {
  std::vector<Want> wants;
  std::map<int, std::set<int>> held;
  for (const Operation& operation : program.operations) {
    std::set<int>& own = held[operation.thread];
    if (operation.kind == Kind::kLock) {
      if (!own.empty()) {
        wants.push_back({operation.thread, operation.object, own});
      }
      own.insert(operation.object);
    } else if (operation.kind == Kind::kUnlock) {
      own.erase(operation.object);
    }
  }
  return wants;
}

bool Share(const std::set<int>& a, const std::set<int>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](int mutex) { return b.count(mutex) != 0; });
}

// By trying all: whether some of `wants`, beginning with `path`, can stand
// there together and wait for each other in a circle. `strict`: by different
// threads that hold nothing in common.
bool CanDeadlock(const std::vector<Want>& wants, std::vector<const Want*>& path,
                 bool strict) {
  const Want& last = *path.back();
  if (path.size() > 1 && path.front()->held.count(last.mutex) != 0) return true;
  if (path.size() > Program::kMutexes) return false;
  for (const Want& next : wants) {
    if (next.held.count(last.mutex) == 0) continue;
    if (strict && std::any_of(path.begin(), path.end(), [&](const Want* want) {
          return want->thread == next.thread || Share(want->held, next.held);
        })) {
      continue;
    }
    path.push_back(&next);
    const bool can = CanDeadlock(wants, path, strict);
    path.pop_back();
    if (can) return true;
  }
  return false;
}
bool CanDeadlock(const Program& program, bool strict) {
  const std::vector<Want> wants = WantsOf(program);
  return std::any_of(wants.begin(), wants.end(), [&](const Want& want) {
    std::vector<const Want*> path = {&want};
    return CanDeadlock(wants, path, strict);
  });
}

// ThreadSanitizer reports each circle of locks, also of one thread alone or
// under a common lock (a gate), where nobody can wait for ever. Otherwise we
// agree.
TEST(Differential, LockOrdersAreTheSameButForWhatCannotDeadlock) {
  int both = 0;
  int neither = 0;
  int harmless = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Program program = GenerateLocking(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed << "\n"
                                    << ToString(program));
    const bool they_say = RunUnderTsan(program).lock_order;
    const bool we_say = InversionByLockOrder(program);
    EXPECT_EQ(we_say, CanDeadlock(program, /*strict=*/true));
    EXPECT_EQ(they_say, CanDeadlock(program, /*strict=*/false));
    EXPECT_TRUE(they_say || !we_say);
    ++(they_say == we_say ? we_say ? both : neither : harmless);
  }
  std::printf(
      "300 programs: %d with an inversion, %d without; %d where it cannot "
      "deadlock, reported by ThreadSanitizer alone\n",
      both, neither, harmless);
  EXPECT_GT(both, 30);
  EXPECT_GT(neither, 30);
}

}  // namespace
}  // namespace racekit::detectors

// ThreadSanitizer would have a process fail that had any report.
int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  std::fflush(nullptr);
  std::_Exit(result);
}
