// One execution of a body, under a strategy of the caller's: what exploring,
// replaying and shrinking are made of.
//
//   Executor executor(body, FindingKind::kAssertion, options);
//   std::optional<Execution> execution = executor.Execute(&strategy, 0);
//   if (execution && !execution->findings.empty()) {
//     Schedule failing;
//     failing.CopyFrom(executor.schedule());
//     ...
//     Replayed again = executor.Replay(failing);   // the same findings
//   }
//
// Failed assertions of the body are captured: by the Assertions that are
// active, which whoever runs many executions should have, else by one for each
// execution.
//
// With Isolation::kFork each execution has a process of its own; nothing else
// is different for whoever calls this, but that what only the process of an
// execution knows afterwards (runtime::world) is not to be had.
//
// Not thread-safe, and one at a time in a process: there is one controlled
// world. Cost of an execution that finds nothing: microseconds.

#ifndef RACEKIT_HARNESS_EXPLORE_EXECUTE_H_
#define RACEKIT_HARNESS_EXPLORE_EXECUTE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "detectors/finding.h"
#include "harness/explore/containment.h"
#include "harness/explore/execution.h"
#include "harness/explore/fork_server.h"
#include "harness/explore/trail.h"
#include "harness/explore_options.h"
#include "harness/schedule/replay.h"
#include "harness/schedule/schedule.h"
#include "harness/schedule/strategy.h"

namespace racekit::internal {

// What a replay came to.
struct Replayed {
  Execution execution;
  // Where it left the schedule, if it did.
  std::optional<schedule::Departure> departure;
};

class Executor {
 public:
  // `body` and `options` must outlive this. What the body returns, unless "",
  // is a finding of `kind`. Of the options max_steps, threads and stack_bytes
  // count, and of isolation, whether it is kFork; hang_timeout too, then.
  // Forgets which plain accesses are scheduling points, in the whole process.
  // `trail`, if there is one, must outlive this too; with kFork there is none.
  Executor(absl::FunctionRef<std::string()> body, FindingKind kind,
           const ExploreOptions& options, Trail* trail = nullptr);

  // From now on `check` sees what each execution came to and may add findings
  // to it. In this process, whatever the isolation.
  void CheckEach(std::function<void(Execution&)> check) {
    check_ = std::move(check);
  }

  // Runs the body once, as execution number `number` (from 0) of `strategy`,
  // whose BeginExecution() and EndExecution() are called. nullopt if the
  // strategy says that nothing is left.
  //
  // If the execution shows that further plain accesses should be scheduling
  // points, they are from the next one on; the strategy is told then
  // (PointsChanged).
  std::optional<Execution> Execute(schedule::Strategy* strategy,
                                   std::uint64_t number);

  // Runs the body once under `strategy`, whose BeginExecution() and
  // EndExecution() are called, with the scheduling points that belong to
  // `points_of`; these do not concern later calls of Execute().
  Execution ExecuteAt(const schedule::Schedule& points_of,
                      schedule::Strategy* strategy);

  // Runs the body once, under `schedule`, with the scheduling points that
  // belong to it; these do not concern later calls of Execute(). After the end
  // of the schedule, and where it cannot be followed, no thread is preempted.
  Replayed Replay(const schedule::Schedule& schedule);

  // The same, and where that left the schedule, again, a few times: what is
  // initialised once in a process (static variables, tables of libraries) is in
  // the way of a replay until that has been done.
  Replayed ReplayPatiently(const schedule::Schedule& schedule);

  // Of options.atomic_functions those that the program has no code of.
  const std::vector<std::string>& unknown_functions() const {
    return unknown_functions_;
  }

  // The access at `pc` is a scheduling point from the next Execute() on.
  static void MakePoint(std::uintptr_t pc);

  // Whether detectors that look at each access look on in ExecuteAt() and
  // Replay(). In Execute() they do in the first few executions, and in one of
  // many later.
  void LookClosely(bool closely) { closely_ = closely; }

  // The choices of the execution that ran last, the whole of it: a replay of
  // this is that execution again. Valid until the next one.
  const schedule::Schedule& schedule() const {
    return trail_.recorder.schedule();
  }

  Trail& trail() { return trail_; }
  // Executions cannot see what others left behind.
  bool isolated() const { return fork_server_ != nullptr; }

 private:
  // These fill an execution in where it is kept: moving one takes as long as a
  // switch of threads.
  void Run(schedule::Strategy* strategy, std::uint64_t number,
           Execution& execution);
  void RunHere(Execution& execution);
  void AddPlaces();
  void AppendFindings(const std::string& observed, Execution& execution) const;

  const absl::FunctionRef<std::string()> body_;
  const FindingKind kind_;
  const ExploreOptions& options_;
  const Containment containment_;
  const std::unique_ptr<ForkServer> fork_server_;  // with kFork
  std::function<void(Execution&)> check_;
  std::vector<std::string> unknown_functions_;
  bool closely_ = false;
  bool spurious_wakeups_ = false;           // in the execution that runs
  const std::unique_ptr<Trail> own_trail_;  // unless there is another
  Trail& trail_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_EXECUTE_H_
