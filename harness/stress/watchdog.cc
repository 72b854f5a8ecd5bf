#include "harness/stress/watchdog.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/contain/forked_worker.h"
#include "harness/stress/crash_handler.h"
#include "harness/stress/thread_dump.h"
#include "harness/symbols/symbols.h"

namespace racekit::internal {
namespace {

std::string ThreadName(int number) {
  return number == 0 ? "the body's thread" : absl::StrCat("T", number);
}

Finding HangFinding(const StressOptions& options, const ThreadDump& dump) {
  Finding finding;
  finding.kind = FindingKind::kHang;
  finding.message = absl::StrCat("the run did not end within ",
                                 absl::FormatDuration(options.run_timeout));
  finding.detector = "stress";
  finding.fingerprint = "hang";
  std::vector<std::string> names;
  for (int i = 0; i < dump.threads; ++i) {
    const ThreadDump::Thread& thread = dump.thread[i];
    if (thread.frames == 0) continue;
    Access access;
    access.thread = thread.number;
    access.stack =
        Symbolize(thread.pcs, thread.frames, Innermost::kInterrupted);
    finding.accesses.push_back(std::move(access));
    finding.threads.push_back({thread.number, "", -1, {}});
    names.push_back(ThreadName(thread.number));
  }
  if (!names.empty()) {
    absl::StrAppend(&finding.message,
                    "; still there: ", absl::StrJoin(names, ", "));
  }
  return finding;
}

Finding ExitFinding(int status) {
  Finding finding;
  finding.kind = FindingKind::kUnexpectedExit;
  finding.message =
      absl::StrCat("the body ended its process with exit status ", status);
  finding.detector = "stress";
  finding.fingerprint = absl::StrCat("exit:", status);
  return finding;
}

Finding NoWorkerFinding(const std::string& error) {
  Finding finding;
  finding.kind = FindingKind::kOther;
  finding.message =
      absl::StrCat("racekit could not start a worker process: ", error);
  finding.detector = "stress";
  finding.fingerprint = "no-worker";
  return finding;
}

bool RunIsOverdue(const Progress& progress, const StressOptions& options) {
  return options.run_timeout != absl::InfiniteDuration() && progress.in_run &&
         MonotonicNs() - progress.run_started_ns >
             absl::ToInt64Nanoseconds(options.run_timeout);
}

}  // namespace

bool RunWorkerInChild(const WorkerTask& task, Progress& progress,
                      FindingSet& findings) {
  new (&progress.crash) CrashRecord;
  new (&progress.dump) ThreadDump;
  const std::int64_t run_before = progress.run;
  const WorkerEnd end = RunForked({
      [&](EmitReport emit) {
        InstallCrashHandler(&progress.crash);
        DumpThreadsOnTerm(&progress.dump);
        RunWorker(task, progress, [&](const std::vector<Finding>& found) {
          Report report;
          report.findings = found;
          emit(report);
        });
      },
      [&](const Report& report) {
        for (const Finding& finding : report.findings) findings.Add(finding);
      },
      [&](int) { return RunIsOverdue(progress, task.options); },
      task.options.kill_grace,
  });
  Finding finding;
  switch (end.how) {
    case WorkerEnd::How::kNoWorker:
      findings.Add(NoWorkerFinding(end.error));
      return false;
    case WorkerEnd::How::kExited:
      if (!progress.in_run) return true;
      finding = ExitFinding(end.status);
      break;
    case WorkerEnd::How::kSignaled:
      finding = CrashFinding(progress.crash, end.signal);
      break;
    case WorkerEnd::How::kStopped:
      finding = HangFinding(task.options, progress.dump);
      break;
  }
  finding.first_execution = progress.run;
  findings.Add(std::move(finding));
  if (progress.in_run) {
    ++progress.tally().runs;
    ++progress.tally().failures;
    progress.in_run = false;
  }
  if (task.options.stop_at_first || progress.run == task.last_run ||
      MonotonicNs() >= task.deadline_ns) {
    progress.done = true;
  }
  // One that dies before its first run would do so for ever.
  return progress.run != run_before;
}

}  // namespace racekit::internal
