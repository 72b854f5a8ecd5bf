#include "harness/stress/worker.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "detectors/finding_kind.h"
#include "harness/contain/exception_text.h"
#include "harness/stress/assertion_capture.h"
#include "harness/stress/run_control.h"
#include "harness/tsan/collector.h"

namespace racekit::internal {
namespace {

// For threads that have done their work and are about to end.
constexpr std::int64_t kThreadEndGraceNs = 200'000'000;

struct RunResult {
  std::vector<Finding> findings;
  std::optional<std::string> skipped;
  bool threads_left = false;
};

Finding ObservationFinding(FindingKind kind, std::string observation) {
  Finding finding;
  finding.kind = kind;
  finding.message = std::move(observation);
  finding.detector = "stress";
  const std::string_view name = FindingKindName(kind);
  finding.fingerprint =
      absl::StrCat("observed:", absl::string_view(name.data(), name.size()));
  return finding;
}

Finding ExceptionFinding() {
  Finding finding;
  finding.kind = FindingKind::kCrash;
  const std::string description = DescribeCurrentException();
  finding.message = absl::StrCat("uncaught exception ", description,
                                 ", on the body's thread");
  finding.detector = "stress";
  finding.fingerprint = absl::StrCat("exception:", description);
  return finding;
}

Finding LeakedThreadFinding(const RunCounts& counts) {
  Finding finding;
  finding.kind = FindingKind::kLeakedThread;
  finding.message = absl::StrCat(
      counts.threads_left, " of ", counts.threads_created,
      " threads still running when the body had returned; join them");
  finding.detector = "stress";
  finding.fingerprint = "leaked-thread";
  return finding;
}

RunResult RunOnce(const WorkerTask& task, const RunConfig& config,
                  Progress& progress) {
  RunResult result;
  RunCounts counts;
  {
    AssertionCapture capture;
    std::string observation;
    BeginRun(config);
    try {
      observation = task.body();
    } catch (...) {
      result.findings.push_back(ExceptionFinding());
    }
    counts = EndRun(kThreadEndGraceNs);
    for (Finding& finding : capture.Findings()) {
      result.findings.push_back(std::move(finding));
    }
    result.skipped = capture.skipped();
    if (!observation.empty()) {
      result.findings.push_back(
          ObservationFinding(task.observation_kind, std::move(observation)));
    }
  }
  result.threads_left = counts.threads_left != 0;
  if (result.threads_left && !task.options.allow_leaked_threads) {
    result.findings.push_back(LeakedThreadFinding(counts));
  }
  for (Finding& finding : TakeTsanFindings()) {
    result.findings.push_back(std::move(finding));
  }
  for (int i = 0; i < kPointKinds; ++i) progress.points[i] += counts.points[i];
  progress.delays += counts.delays;
  progress.threads_created += counts.threads_created;
  for (Finding& finding : result.findings) finding.first_execution = config.run;
  return result;
}

}  // namespace

void RunWorker(const WorkerTask& task, Progress& progress,
               absl::FunctionRef<void(const std::vector<Finding>&)> emit) {
  const StressOptions& options = task.options;
  worker_progress.store(&progress);
  for (std::int64_t run = task.first_run; run <= task.last_run; ++run) {
    const bool plain =
        options.compare_without_injection ? run % 2 == 0 : !options.inject;
    progress.run_is_plain = plain;
    progress.run_started_ns = MonotonicNs();
    progress.run = run;
    progress.in_run = true;
    const RunResult result =
        RunOnce(task, {!plain, options.injection, options.seed, run}, progress);
    progress.in_run = false;
    if (result.skipped) {
      snprintf(progress.skip_message, sizeof(progress.skip_message), "%s",
               result.skipped->c_str());
      progress.skipped = true;
      progress.done = true;
      break;
    }
    ++progress.tally().runs;
    if (!result.findings.empty()) {
      ++progress.tally().failures;
      emit(result.findings);
      if (options.stop_at_first) progress.done = true;
    }
    if (run == task.last_run || MonotonicNs() >= task.deadline_ns) {
      progress.done = true;
    }
    if (progress.done) break;
    if (result.threads_left && !options.allow_leaked_threads &&
        options.isolation != Isolation::kNone) {
      break;
    }
  }
  worker_progress.store(nullptr);
}

}  // namespace racekit::internal
