// Small programs as lists of operations, and a world that runs them one
// operation at a time: the engine in miniature, small enough to know
// everything about.

#ifndef RACEKIT_TESTS_HARNESS_SCHEDULE_TOY_PROGRAM_H_
#define RACEKIT_TESTS_HARNESS_SCHEDULE_TOY_PROGRAM_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "harness/schedule/random.h"
#include "harness/schedule/shrink.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

struct ToyOp {
  enum class Kind : std::uint8_t {
    kLoad,   // register = variable
    kStore,  // variable = register + amount
    kLock,
    kUnlock,
    kCreate,  // of thread `object`
    kJoin,
  };
  Kind kind;
  std::int8_t object;
  std::int8_t amount = 0;
};

// Thread 0 creates the others and joins them.
struct ToyProgram {
  std::vector<std::vector<ToyOp>> threads;
};

// 2 or 3 threads besides the first, with loads, stores and locked regions.
ToyProgram RandomToyProgram(Random& random);

struct ToyState {
  struct Thread {
    bool exists = false;
    bool blocked = false;
    std::uint8_t pc = 0;
    std::int8_t value = 0;

    friend auto operator<=>(const Thread&, const Thread&) = default;
  };
  static constexpr int kThreads = 5;  // at most
  static constexpr int kVariables = 3;
  static constexpr int kMutexes = 2;

  std::array<Thread, kThreads> threads = {};
  std::array<std::int8_t, kVariables> variables = {};
  std::array<std::int8_t, kMutexes> owners = {-1, -1};

  friend auto operator<=>(const ToyState&, const ToyState&) = default;
};

ToyState InitialState();
// All threads that there will be have ended.
bool AllEnded(const ToyProgram& program, const ToyState& state);
std::vector<ThreadId> RunnableThreads(const ToyProgram& program,
                                      const ToyState& state);
// `thread` does its next operation, or blocks.
void Step(const ToyProgram& program, ThreadId thread, ToyState& state);

// What can be seen afterwards: the variables, or that threads are stuck.
struct ToyOutcome {
  std::array<std::int8_t, ToyState::kVariables> variables = {};
  bool deadlock = false;

  friend auto operator<=>(const ToyOutcome&, const ToyOutcome&) = default;
};

using ToyPredicate = std::function<bool(const ToyOutcome&)>;

struct ToyRun {
  ToyOutcome outcome;
  std::int64_t switches = 0;
  std::int64_t steps = 0;
};
ToyRun RunToy(const ToyProgram& program, Strategy& strategy);

class ToySubject final : public Subject {
 public:
  ToySubject(const ToyProgram& program, ToyPredicate fails)
      : program_(program), fails_(std::move(fails)) {}
  Trial Run(Strategy& strategy) override {
    const ToyRun run = RunToy(program_, strategy);
    return {fails_(run.outcome), true, run.switches, run.steps};
  }

 private:
  const ToyProgram& program_;
  const ToyPredicate fails_;
};

// The fewest switches of any execution that fails, by visiting every state.
// nullopt if none does.
std::optional<std::int64_t> FewestSwitches(const ToyProgram& program,
                                           const ToyPredicate& fails);

}  // namespace racekit::schedule

#endif  // RACEKIT_TESTS_HARNESS_SCHEDULE_TOY_PROGRAM_H_
