#include "harness/stress.h"

#include <cstdint>
#include <limits>
#include <string>

#include "harness/stress/crash_handler.h"
#include "harness/stress/detail.h"
#include "harness/stress/finding_set.h"
#include "harness/stress/progress.h"
#include "harness/stress/watchdog.h"
#include "harness/stress/worker.h"
#include "harness/tsan/collector.h"

namespace racekit {
namespace internal {
namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

Finding NothingControlledFinding() {
  Finding finding;
  finding.kind = FindingKind::kNothingControlled;
  finding.message =
      "the body created no thread in any run, so no race could have shown";
  finding.notes = {
      "if the body means to run on one thread, say so in it: "
      "racekit::AllowNoThreads()"};
  finding.detector = "stress";
  finding.fingerprint = "nothing-controlled";
  return finding;
}

FailureRate ToRate(const Progress::Tally& tally) {
  return {tally.runs, tally.failures};
}

}  // namespace

const char* StressVariantName() { return TsanActive() ? "tsan" : "stress"; }

StressResult StressInDetail(absl::FunctionRef<std::string()> body,
                            FindingKind observation_kind,
                            const StressOptions& options) {
  const std::int64_t start = MonotonicNs();
  const bool no_time_limit = options.time == absl::InfiniteDuration();
  std::int64_t last_run = kNoLimit;
  if (options.runs > 0) {
    last_run = options.runs * (options.compare_without_injection ? 2 : 1);
  } else if (no_time_limit) {
    last_run = StressOptions().runs;
  }
  const auto progress = NewSharedProgress();
  FindingSet findings;
  WorkerTask task = {body,
                     observation_kind,
                     options,
                     1,
                     last_run,
                     no_time_limit
                         ? kNoLimit
                         : start + absl::ToInt64Nanoseconds(options.time)};
  while (!progress->done) {
    task.first_run = progress->run + 1;
    if (options.isolation == Isolation::kNone) {
      RunWorker(task, *progress, [&](const std::vector<Finding>& found) {
        for (const Finding& finding : found) findings.Add(finding);
      });
    } else if (!RunWorkerInChild(task, *progress, findings)) {
      break;
    }
  }

  StressResult result;
  for (int i = 0; i < kPointKinds; ++i) {
    result.counts.points[i] = progress->points[i];
  }
  result.counts.delays = progress->delays;
  result.counts.threads_created = progress->threads_created;
  if (progress->skipped) result.skipped = progress->skip_message;

  Report& report = result.report;
  report.variant = StressVariantName();
  report.seed = options.seed;
  report.injected = ToRate(progress->injected);
  const FailureRate plain = ToRate(progress->plain);
  if (plain.runs != 0) report.plain = plain;
  report.executions = report.injected.runs + plain.runs;
  report.failed_executions = report.injected.failures + plain.failures;
  if (options.require_threads && !progress->threads_optional &&
      !result.skipped && findings.empty() &&
      result.counts.threads_created == 0) {
    findings.Add(NothingControlledFinding());
  }
  report.findings = findings.Sorted();
  report.seconds = static_cast<double>(MonotonicNs() - start) * 1e-9;
  return result;
}

}  // namespace internal

Report Stress(absl::FunctionRef<std::string()> body, FindingKind kind,
              const StressOptions& options) {
  return internal::StressInDetail(body, kind, options).report;
}

Report Stress(absl::FunctionRef<void()> body, const StressOptions& options) {
  return Stress(
      [body]() -> std::string {
        body();
        return "";
      },
      FindingKind::kAssertion, options);
}

}  // namespace racekit
