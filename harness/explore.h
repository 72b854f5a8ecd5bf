// Explore: a body, again and again, on controlled threads, each time in another
// order.
//
//   racekit::Report report = racekit::Explore([] {
//     Counter counter;
//     std::thread a([&] { counter.Increment(); });
//     std::thread b([&] { counter.Increment(); });
//     a.join();
//     b.join();
//     EXPECT_EQ(counter.value(), 2);
//   });
//   EXPECT_TRUE(report.ok()) << racekit::ReportToText(report);
//
// One thread runs at a time; at each operation that others can see racekit
// decides who goes on. The same binary with the same seed runs the same
// executions. Time is virtual: a sleep costs nothing.
//
// Only in binaries of the explore variant (race_test() of //harness:defs.bzl);
// others that use this do not link. docs/engine.md says what is controlled and
// what is refused.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_EXPLORE_H_
#define RACEKIT_HARNESS_EXPLORE_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "detectors/finding.h"
#include "harness/explore_options.h"
#include "harness/report/report.h"

namespace racekit {

// Runs `body` within the budget, each time on a thread with fresh thread_local
// variables. Failed GoogleTest assertions, on any thread, do not fail the
// current test but become findings, and so do data races and deadlocks. If the
// body calls GTEST_SKIP() the report has no executions.
//
// An execution that cannot end (a deadlock, say) is abandoned: what its stacks
// hold is never destroyed. Not to be called while another Explore() is active
// in this process.
Report Explore(absl::FunctionRef<void()> body,
               const ExploreOptions& options = {});

// As above, for a body that checks its invariant itself: it returns "" where
// the invariant held, else what it observed, in one line. That becomes a
// finding of the given kind.
Report Explore(absl::FunctionRef<std::string()> body, FindingKind kind,
               const ExploreOptions& options = {});

}  // namespace racekit

#endif  // RACEKIT_HARNESS_EXPLORE_H_
