#include "harness/explore/repeat_check.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/explore/code_places.h"
#include "harness/explore/outcome_findings.h"
#include "harness/explore/stack_of.h"
#include "harness/report/frames.h"

namespace racekit::internal {
namespace {

using runtime::Ending;
using schedule::OperationKind;
using schedule::OperationLog;

constexpr char kRemedy[] =
    "the body depends on something besides the order of its threads: what an "
    "earlier execution left in a global (RACEKIT_ISOLATION=fork runs each in a "
    "process of its own), random numbers, addresses, a file";
constexpr char kRemedyWhereIsolated[] =
    "the body depends on something besides the order of its threads, though "
    "each execution has a process of its own: random numbers, the process' "
    "number, a file, memory shared with other processes";

const char* Words(OperationKind kind) {
  switch (kind) {
    case OperationKind::kStart:
      return "starts";
    case OperationKind::kRead:
      return "reads";
    case OperationKind::kWrite:
      return "writes";
    case OperationKind::kAtomicLoad:
    case OperationKind::kAtomicStore:
    case OperationKind::kAtomicRmw:
      return "uses an atomic";
    case OperationKind::kFence:
      return "passes a fence";
    case OperationKind::kLock:
    case OperationKind::kLockShared:
      return "locks";
    case OperationKind::kUnlock:
      return "unlocks";
    case OperationKind::kWait:
      return "waits";
    case OperationKind::kNotify:
      return "notifies";
    case OperationKind::kCreate:
      return "creates a thread";
    case OperationKind::kJoin:
      return "joins a thread";
    case OperationKind::kExit:
      return "ends";
    case OperationKind::kYield:
      return "yields";
    case OperationKind::kClock:
      return "waits, for a time";
    case OperationKind::kOutput:
      return "writes output";
  }
  return "does something";
}

// 0 in a shared library.
std::uintptr_t AddressOf(const OperationLog::Entry& entry) {
  return CodeAddress(static_cast<std::uint32_t>(entry.site));
}

Stack StackOfEntry(const OperationLog::Entry& entry) {
  return StackOf(static_cast<runtime::CallNode>(entry.site >> 32),
                 AddressOf(entry));
}

std::string Text(const OperationLog& log, std::size_t at) {
  if (at >= log.entries().size()) return "it is at its end";
  const OperationLog::Entry& entry = log.entries()[at];
  return absl::StrCat(ThreadName(entry.thread), " ", Words(entry.kind), " at ",
                      Place(StackOfEntry(entry)));
}

// The standard library keeps nothing from one execution to the next: what it
// does is done by whoever called it.
bool IsStandardLibrary(const Frame& frame) {
  return frame.file.find("/c++/") != std::string::npos;
}

// The code that does it is the user's, not that of a library it calls. So are
// the start of a thread, which has no place, what was done through
// libstdc++.so, and having come to the end.
bool IsUsersOwn(const OperationLog& log, std::size_t at) {
  if (at >= log.entries().size() || AddressOf(log.entries()[at]) == 0) {
    return true;
  }
  for (const Frame& frame : StackOfEntry(log.entries()[at])) {
    if (!IsStandardLibrary(frame)) return IsUserFrame(frame);
  }
  return true;
}

Finding Divergence(const Executor& executor, std::string message) {
  Finding finding;
  finding.kind = FindingKind::kDivergence;
  finding.message = std::move(message);
  finding.notes = {executor.isolated() ? kRemedyWhereIsolated : kRemedy};
  finding.detector = "explore";
  finding.fingerprint = "divergence";
  return finding;
}

Finding Differ(const Executor& executor, const OperationLog& first,
               const OperationLog& second, std::size_t at,
               std::uint64_t number) {
  Finding finding = Divergence(
      executor, absl::StrCat("execution ", number + 1,
                             ", executed again under its own schedule, went "
                             "otherwise at operation ",
                             at + 1, ": ", Text(first, at), " the first time, ",
                             Text(second, at), " the second"));
  finding.first_execution = static_cast<std::int64_t>(number) + 1;
  return finding;
}

}  // namespace

std::optional<Finding> RepeatCheck::ExecuteTwice(
    Executor& executor, schedule::Strategy* strategy, std::uint64_t number,
    std::optional<Execution>& execution) {
  first_.Follow(strategy);
  execution = executor.Execute(&first_, number);
  if (!execution || execution->skipped ||
      execution->outcome.ending != Ending::kFinished) {
    return std::nullopt;
  }
  schedule_.CopyFrom(executor.schedule());
  Repeat(executor, second_);
  const std::size_t at = OperationLog::FirstDifference(first_, second_);
  if (at == OperationLog::kSame) return std::nullopt;
  // Libraries keep what they have made for the next execution: Abseil its
  // threads' identities, say.
  if (!IsUsersOwn(first_, at) || !IsUsersOwn(second_, at)) return std::nullopt;
  if (execution->outcome.initialisations > 0) {
    OperationLog third;
    Repeat(executor, third);
    if (OperationLog::FirstDifference(second_, third) == OperationLog::kSame) {
      return std::nullopt;
    }
  }
  return Differ(executor, first_, second_, at, number);
}

void RepeatCheck::Repeat(Executor& executor, OperationLog& log) {
  schedule::Replay replay(&schedule_);
  log.Follow(&replay);
  executor.ExecuteAt(schedule_, &log);
  log.Follow(nullptr);
}

std::optional<Finding> NotFoundAgain(Executor& executor,
                                     const schedule::Schedule& schedule,
                                     const Finding& finding) {
  const Replayed again = executor.ReplayPatiently(schedule);
  const std::vector<Finding>& found = again.execution.findings;
  if (std::any_of(found.begin(), found.end(), [&](const Finding& other) {
        return other.fingerprint == finding.fingerprint;
      })) {
    return std::nullopt;
  }
  Finding divergence = Divergence(
      executor,
      absl::StrCat("a finding of execution ", finding.first_execution,
                   " did not show again when its schedule was executed again: ",
                   finding.message));
  divergence.first_execution = finding.first_execution;
  divergence.schedule = finding.schedule;
  divergence.strategy = finding.strategy;
  divergence.switches = finding.switches;
  return divergence;
}

}  // namespace racekit::internal
