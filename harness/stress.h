// Stress: a body, again and again, on real threads.
//
//   racekit::Report report = racekit::Stress([] {
//     Counter counter;
//     std::thread a([&] { counter.Increment(); });
//     std::thread b([&] { counter.Increment(); });
//     a.join();
//     b.join();
//     EXPECT_EQ(counter.value(), 2);
//   });
//   EXPECT_TRUE(report.ok()) << racekit::ReportToText(report);
//
// Sleeps are injected at every thread start, lock, unlock, wait and notify of
// the body's threads, without a change to the code under test. The body runs in
// a child process: what crashes, hangs or exits there becomes a finding, and a
// new child goes on with the next run. docs/stress.md is the user's page.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_STRESS_H_
#define RACEKIT_HARNESS_STRESS_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "detectors/finding.h"
#include "harness/isolation.h"
#include "harness/report/report.h"
#include "harness/stress/delay_source.h"

namespace racekit {

struct StressOptions {
  // The budget: as many runs or as much time, whichever is used up first. 0 and
  // InfiniteDuration() mean no limit, but not both. There is always one run.
  std::int64_t runs = 200;
  absl::Duration time = absl::Seconds(1);

  // The same seed makes the same decisions about delays. (Which thread the
  // kernel runs meanwhile is its own decision.)
  std::uint64_t seed = 1;

  // A run that takes longer is a hang.
  absl::Duration run_timeout = absl::Seconds(10);
  // What a hanging child is given between SIGTERM and SIGKILL.
  absl::Duration kill_grace = absl::Seconds(1);

  bool inject = true;
  InjectionOptions injection;
  // Every second run is without injection: Report::plain beside
  // Report::injected. `runs` then counts each kind.
  bool compare_without_injection = false;

  Isolation isolation = Isolation::kChild;
  bool stop_at_first = false;

  // Threads of the body that outlive it are a finding.
  bool allow_leaked_threads = false;
  // A body that creates no thread could not have had a race: that is a finding
  // (kNothingControlled).
  bool require_threads = false;
};

// Runs `body` within the budget. Failed GoogleTest assertions, on any thread,
// do not fail the current test but become findings; so do ThreadSanitizer's
// reports in a binary that is built with it. If the body calls GTEST_SKIP()
// the report has no executions.
//
// Not to be called while another Stress() is active in this process; with
// Isolation::kChild better not from a process that has other threads, since
// the child inherits their locks but not them.
Report Stress(absl::FunctionRef<void()> body,
              const StressOptions& options = {});

// As above, for a body that checks its invariant itself: it returns "" where
// the invariant held, else what it observed, in one line. That becomes a
// finding of the given kind.
Report Stress(absl::FunctionRef<std::string()> body, FindingKind kind,
              const StressOptions& options = {});

}  // namespace racekit

#endif  // RACEKIT_HARNESS_STRESS_H_
