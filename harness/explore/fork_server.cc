#include "harness/explore/fork_server.h"

#include <cstdio>
#include <utility>

#include "harness/explore/death.h"
#include "harness/explore/race_names.h"
#include "harness/explore/stack_of.h"
#include "harness/runtime/heap.h"
#include "harness/runtime/refuse.h"
#include "harness/runtime/trace.h"

namespace racekit::internal {
ForkServer::ForkServer(absl::Duration hang_timeout, std::int64_t memory_limit)
    : hang_timeout_(hang_timeout), memory_limit_(memory_limit) {
  runtime::world.calls().ShareWithChildren();
  ShareRaceNames();
  runtime::trace.KeepIn(&memory_->trace);
  // What belongs to the heap is to be told from what does not here as well.
  runtime::heap.Free(runtime::heap.Allocate(1));
}

ForkServer::~ForkServer() { runtime::trace.KeepIn(nullptr); }

Execution ForkServer::Execute(schedule::Strategy* strategy,
                              absl::FunctionRef<Execution()> run) {
  Trail& trail = memory_->trail;
  trail.crash.kind = runtime::CrashKind::kNone;
  trail.executing = false;
  memory_->answer.complete = false;
  memory_->log.Follow(strategy);
  trail.recorder.Record(&memory_->log);
  Execution execution;
  HangWatch watch(trail, hang_timeout_);
  MemoryWatch memory(memory_limit_);
  const WorkerEnd end = RunForked({
      [&](EmitReport emit) {
        LeaveTrail(trail);
        Execution ran = run();
        if (!ran.findings.empty() || !ran.suspicions.empty()) {
          Report report;
          report.findings = std::move(ran.findings);
          report.suspicions = std::move(ran.suspicions);
          emit(report);
        }
        Give(ran, memory_->answer);
      },
      [&](const Report& report) {
        execution.findings = report.findings;
        execution.suspicions = report.suspicions;
      },
      [&](int pid) { return memory.Exceeds(pid) || watch.Hangs(pid); },
      kDeathGrace,
  });
  trail.recorder.Record(strategy);
  if (!memory_->log.Retell(strategy)) {
    runtime::Fatal("a strategy, told the same again, chose otherwise");
  }
  if (memory.exceeded()) {
    execution.outcome.ending = runtime::Ending::kCrashed;
    execution.findings = {memory.ToFinding(trail)};
    execution.death = Execution::Death::kInBody;
  } else if (memory_->answer.complete && end.how == WorkerEnd::How::kExited) {
    TakeAnswer(execution);
  } else {
    TakeDeath(end, execution);
  }
  trail.executing = false;
  RememberPlaces(execution.findings);
  return execution;
}

void ForkServer::Give(const Execution& execution, Answer& answer) {
  answer.outcome = execution.outcome;
  answer.hot_places = runtime::hot_places;
  answer.foreign_code = runtime::foreign_code;
  answer.skipped = execution.skipped.has_value();
  if (execution.skipped) {
    std::snprintf(answer.skip_text, Answer::kMaxSkipText, "%s",
                  execution.skipped->c_str());
  }
  answer.complete = true;
}

void ForkServer::TakeAnswer(Execution& execution) {
  const Answer& answer = memory_->answer;
  execution.outcome = answer.outcome;
  runtime::hot_places = answer.hot_places;
  runtime::foreign_code = answer.foreign_code;
  if (answer.skipped) execution.skipped = answer.skip_text;
}

void ForkServer::TakeDeath(const WorkerEnd& end, Execution& execution) {
  const Trail& trail = memory_->trail;
  execution.outcome.ending = runtime::Ending::kCrashed;
  execution.findings = {DeathFinding(end, trail, hang_timeout_)};
  if (!trail.executing) {
    execution.death = Execution::Death::kElsewhere;
  } else if (end.how == WorkerEnd::How::kStopped) {
    execution.death = Execution::Death::kHang;
  } else {
    execution.death = Execution::Death::kInBody;
  }
}

}  // namespace racekit::internal
