#include "tests/detectors/tsan/program.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace racekit::detectors {
namespace {

using Kind = Operation::Kind;

class Generator {
 public:
  Generator(std::uint64_t seed, bool with_fences)
      : random_(seed), with_fences_(with_fences) {}

  Program Run() {
    for (int thread = 1; thread < Program::kThreads; ++thread) {
      Add({Kind::kCreate, 0, thread});
      states_[thread] = State::kRuns;
      // Now and then one does something before the next exists.
      if (Below(4) == 0) Step();
    }
    const int steps = 6 + Below(24);
    for (int i = 0; i < steps; ++i) Step();
    for (int thread = 1; thread < Program::kThreads; ++thread) {
      if (states_[thread] == State::kSleeps) WakeUp();
    }
    for (int thread = 0; thread < Program::kThreads; ++thread) Release(thread);
    for (int thread = 1; thread < Program::kThreads; ++thread) {
      Add({Kind::kJoin, 0, thread});
      states_[thread] = State::kNone;
      if (Below(3) == 0) Access(0);
    }
    return program_;
  }

 private:
  enum class State : std::uint8_t { kNone, kRuns, kSleeps };

  int Below(int limit) {
    return static_cast<int>(random_() % static_cast<unsigned>(limit));
  }
  void Add(const Operation& operation) {
    program_.operations.push_back(operation);
  }

  void Step() {
    const int thread = Below(Program::kThreads);
    if (states_[thread] != State::kRuns) return;
    switch (Below(12)) {
      case 10:
      case 11:
        return HandOver(thread);
      case 0:
      case 1:
        return LockOrUnlock(thread);
      case 2:
        return RwLockOrUnlock(thread);
      case 3:
      case 4:
      case 5:
        return Atomic(thread);
      case 6:
        if (Below(2) == 0) return Sleep(thread);
        return WakeUp();
      default:
        return Access(thread);
    }
  }

  void Access(int thread) {
    // Now and then a plain access to what is meant for atomics.
    const int object =
        Below(Below(6) == 0 ? Program::kVariables : Program::kPlain);
    const int size = 1 << Below(4);
    const int offset = size == 8 ? 0 : Below(8 / size) * size;
    Add({Below(2) == 0 ? Kind::kRead : Kind::kWrite, thread, object, offset,
         size});
  }

  void Atomic(int thread) {
    static constexpr MemoryOrder kLoads[] = {
        MemoryOrder::kRelaxed, MemoryOrder::kAcquire, MemoryOrder::kSeqCst};
    static constexpr MemoryOrder kStores[] = {
        MemoryOrder::kRelaxed, MemoryOrder::kRelease, MemoryOrder::kSeqCst};
    static constexpr MemoryOrder kAll[] = {
        MemoryOrder::kRelaxed, MemoryOrder::kAcquire, MemoryOrder::kRelease,
        MemoryOrder::kAcqRel, MemoryOrder::kSeqCst};
    const int object =
        Program::kPlain + Below(Program::kVariables - Program::kPlain);
    switch (Below(with_fences_ ? 4 : 3)) {
      case 0:
        return Add({Kind::kAtomicLoad, thread, object, 0, 4, kLoads[Below(3)]});
      case 1:
        return Add(
            {Kind::kAtomicStore, thread, object, 0, 4, kStores[Below(3)]});
      case 2:
        return Add({Kind::kAtomicRmw, thread, object, 0, 4, kAll[Below(5)]});
      default:
        return Add({Kind::kFence, thread, 0, 0, 0, kAll[1 + Below(4)]});
    }
  }

  // A variable is written, a flag set; somebody may get at the flag; another
  // looks at it and then uses the variable. Each step as strong as may be.
  void HandOver(int thread) {
    const int other = Below(Program::kThreads);
    const int third = Below(Program::kThreads);
    if (other == thread || states_[other] != State::kRuns) return;
    const int variable = Below(Program::kPlain);
    const int flag =
        Program::kPlain + Below(Program::kVariables - Program::kPlain);
    const bool fenced = with_fences_ && Below(2) == 0;
    const bool strong = !fenced && Below(4) != 0;
    Add({Kind::kWrite, thread, variable, 0, 8});
    if (fenced) Add({Kind::kFence, thread, 0, 0, 0, MemoryOrder::kRelease});
    Add({Below(3) == 0 ? Kind::kAtomicRmw : Kind::kAtomicStore, thread, flag, 0,
         4, strong ? MemoryOrder::kRelease : MemoryOrder::kRelaxed});
    if (Below(3) == 0 && states_[third] == State::kRuns) {
      Add({Below(2) == 0 ? Kind::kAtomicRmw : Kind::kAtomicStore, third, flag,
           0, 4, MemoryOrder::kRelaxed});
    }
    Add({Below(3) == 0 ? Kind::kAtomicRmw : Kind::kAtomicLoad, other, flag, 0,
         4, strong ? MemoryOrder::kAcquire : MemoryOrder::kRelaxed});
    if (fenced) Add({Kind::kFence, other, 0, 0, 0, MemoryOrder::kAcquire});
    Add({Below(2) == 0 ? Kind::kRead : Kind::kWrite, other, variable, 0, 8});
  }

  void LockOrUnlock(int thread) {
    // Few, so that threads meet.
    const int mutex = Below(2);
    int& holder = holders_[mutex];
    if (holder == thread) {
      Add({Kind::kUnlock, thread, mutex});
      holder = -1;
    } else if (holder < 0) {
      Add({Kind::kLock, thread, mutex});
      holder = thread;
    }
  }

  void RwLockOrUnlock(int thread) {
    if (reads_[thread] || writer_ == thread) {
      Add({Kind::kRwUnlock, thread});
      if (writer_ == thread) writer_ = -1;
      reads_[thread] = false;
      return;
    }
    if (writer_ >= 0) return;
    bool read = false;
    for (const bool reads : reads_) read = read || reads;
    if (!read && Below(2) == 0) {
      Add({Kind::kWriteLock, thread});
      writer_ = thread;
    } else {
      Add({Kind::kReadLock, thread});
      reads_[thread] = true;
    }
  }

  // With the first mutex, and no more than one thread at a time.
  void Sleep(int thread) {
    if (thread == 0 || sleeper_ >= 0 || holders_[0] != thread) return;
    Add({Kind::kWait, thread, 0});
    holders_[0] = -1;
    sleeper_ = thread;
    states_[thread] = State::kSleeps;
  }

  // Whoever is woken takes the mutex as soon as it is free, so nobody else may
  // come in between.
  void WakeUp() {
    if (sleeper_ < 0) return;
    if (holders_[0] >= 0) {
      Add({Kind::kUnlock, holders_[0], 0});
      holders_[0] = -1;
    }
    int waker = 0;
    for (int thread = 1; thread < Program::kThreads; ++thread) {
      if (states_[thread] == State::kRuns && Below(2) == 0) waker = thread;
    }
    Add({Kind::kLock, waker, 0});
    Add({Kind::kSignal, waker, 0});
    Add({Kind::kUnlock, waker, 0});
    Add({Kind::kWoken, sleeper_, 0});
    holders_[0] = sleeper_;
    states_[sleeper_] = State::kRuns;
    sleeper_ = -1;
  }

  void Release(int thread) {
    for (int mutex = 0; mutex < Program::kMutexes; ++mutex) {
      if (holders_[mutex] != thread) continue;
      Add({Kind::kUnlock, thread, mutex});
      holders_[mutex] = -1;
    }
    if (reads_[thread] || writer_ == thread) Add({Kind::kRwUnlock, thread});
    reads_[thread] = false;
    if (writer_ == thread) writer_ = -1;
  }

  std::mt19937_64 random_;
  const bool with_fences_;
  Program program_;
  State states_[Program::kThreads] = {State::kRuns};
  int holders_[Program::kMutexes] = {-1, -1, -1, -1};
  bool reads_[Program::kThreads] = {};
  int writer_ = -1;
  int sleeper_ = -1;
};

const char* Name(Kind kind) {
  switch (kind) {
    case Kind::kRead:
      return "read";
    case Kind::kWrite:
      return "write";
    case Kind::kAtomicLoad:
      return "load";
    case Kind::kAtomicStore:
      return "store";
    case Kind::kAtomicRmw:
      return "rmw";
    case Kind::kFence:
      return "fence";
    case Kind::kLock:
      return "lock";
    case Kind::kUnlock:
      return "unlock";
    case Kind::kReadLock:
      return "read-lock";
    case Kind::kWriteLock:
      return "write-lock";
    case Kind::kRwUnlock:
      return "rw-unlock";
    case Kind::kWait:
      return "wait";
    case Kind::kSignal:
      return "signal";
    case Kind::kWoken:
      return "woken";
    case Kind::kCreate:
      return "create";
    case Kind::kJoin:
      return "join";
  }
  return "";
}

}  // namespace

Program Generate(std::uint64_t seed, bool with_fences) {
  return Generator(seed, with_fences).Run();
}

Program GenerateLocking(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](int limit) {
    return static_cast<int>(random() % static_cast<unsigned>(limit));
  };
  Program program;
  const auto add = [&](Kind kind, int thread, int object) {
    program.operations.push_back({kind, thread, object});
  };
  for (int thread = 1; thread < Program::kThreads; ++thread) {
    add(Kind::kCreate, 0, thread);
  }
  // A thread takes a few, one inside the other, and gives all of them up,
  // before another one comes: nobody waits.
  const int turns = 2 + below(3);
  for (int turn = 0; turn < turns; ++turn) {
    const int thread = 1 + below(Program::kThreads - 1);
    std::vector<int> mutexes;
    for (int i = 0; i < Program::kMutexes; ++i) mutexes.push_back(i);
    std::shuffle(mutexes.begin(), mutexes.end(), random);
    mutexes.resize(static_cast<std::size_t>(2 + below(2)));
    for (const int mutex : mutexes) add(Kind::kLock, thread, mutex);
    std::shuffle(mutexes.begin(), mutexes.end(), random);
    for (const int mutex : mutexes) add(Kind::kUnlock, thread, mutex);
  }
  for (int thread = 1; thread < Program::kThreads; ++thread) {
    add(Kind::kJoin, 0, thread);
  }
  return program;
}

std::string ToString(const Program& program) {
  std::string text;
  for (const Operation& operation : program.operations) {
    text += "  T" + std::to_string(operation.thread) + " " +
            Name(operation.kind) + " " + std::to_string(operation.object) +
            "+" + std::to_string(operation.offset) + " size " +
            std::to_string(operation.size) + " order " +
            std::to_string(static_cast<int>(operation.order)) + "\n";
  }
  return text;
}

}  // namespace racekit::detectors
