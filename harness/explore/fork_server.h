// Each execution in a child of its own, forked from a process that never runs
// the body: so all executions have the same start, whatever the body leaves in
// globals, and none can take anything with it when it goes down.
//
// The parent keeps what is learned from one execution to the next: the state of
// strategies, findings, which accesses are scheduling points. The child runs
// one execution and ends. What was chosen comes back through shared memory as
// it happens, so it is known also of an execution that died, and the parent's
// strategy, which has not seen it, is told afterwards
// (harness/schedule/retelling.h): strategies need not know of all this. What
// was found comes back through a pipe.
//
// Executor (execute.h) does this where ExploreOptions::isolation is kFork, so
// whoever explores, replays or shrinks by an Executor, or by Explore(), need do
// nothing else. That serves for a program's main() as for a test's body:
//
//   ExploreOptions options;
//   options.isolation = Isolation::kFork;
//   options.capture_assertions = false;  // if it may be a GoogleTest program
//   Report report = Explore(
//       [&]() -> std::string {
//         const int status = program_main(argc, argv, environ);
//         return status == 0 ? "" : absl::StrCat("main() returned ", status);
//       },
//       FindingKind::kUnexpectedExit, options);
//
// What is to be known there: the program's static constructors have run in the
// parent, once, and its atexit() handlers and static destructors run nowhere;
// what it writes to descriptors is written by each execution (the child flushes
// stdio at its end); descriptors that are open at the start are shared with
// their positions, so input must be opened in the body or be none; a call of
// exit() in the body ends the execution as a finding (kUnexpectedExit) whose
// status is in Trail::crash. The parent must have no other threads that hold
// locks: the child has none of them.
//
// Not thread-safe; one at a time in a process. Cost of an execution: that of a
// fork(), of what the child touches first, and of a pthread for each of its
// threads (docs/benchmarks.md has figures); of one that finds what was never
// seen, also that of reading debug information.

#ifndef RACEKIT_HARNESS_EXPLORE_FORK_SERVER_H_
#define RACEKIT_HARNESS_EXPLORE_FORK_SERVER_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "harness/arena/page_vector.h"
#include "harness/arena/shared_pages.h"
#include "harness/contain/forked_worker.h"
#include "harness/explore/execution.h"
#include "harness/explore/trail.h"
#include "harness/runtime/access.h"
#include "harness/runtime/foreign.h"
#include "harness/runtime/trace_event.h"
#include "harness/runtime/world.h"
#include "harness/schedule/retelling.h"
#include "harness/schedule/strategy.h"

namespace racekit::internal {

class ForkServer {
 public:
  // An execution that has no scheduling point for `hang_timeout` is a hang. One
  // that uses more than `memory_limit` bytes is ended; 0: no limit.
  ForkServer(absl::Duration hang_timeout, std::int64_t memory_limit);
  ~ForkServer();
  ForkServer(const ForkServer&) = delete;
  ForkServer& operator=(const ForkServer&) = delete;

  // In memory shared with the children.
  Trail& trail() { return memory_->trail; }

  // Calls `run` in a child, and waits. `run` executes the body once, under the
  // trail's recorder, and ends the recorder's execution, which `strategy` has
  // begun. Afterwards `strategy` is as if it had made the choices here.
  Execution Execute(schedule::Strategy* strategy,
                    absl::FunctionRef<Execution()> run);

 private:
  // What the child says of an execution that it survived, besides findings.
  struct Answer {
    static constexpr int kMaxSkipText = 512;
    bool complete = false;
    bool skipped = false;
    runtime::Outcome outcome;
    runtime::HotPlaces hot_places;
    runtime::ForeignCode foreign_code;
    char skip_text[kMaxSkipText] = {};
  };
  struct Memory {
    Trail trail;
    schedule::Retelling log;
    Answer answer;
    arena::PageVector<runtime::TraceEvent> trace;
  };

  static void Give(const Execution& execution, Answer& answer);
  void TakeAnswer(Execution& execution);
  void TakeDeath(const WorkerEnd& end, Execution& execution);

  const absl::Duration hang_timeout_;
  const std::int64_t memory_limit_;
  const arena::Shared<Memory> memory_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_FORK_SERVER_H_
