#include "harness/whole/hunted.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "detectors/finding.h"
#include "detectors/torn_output.h"
#include "harness/explore/detail.h"
#include "harness/options.h"
#include "harness/report/atomic_file.h"
#include "harness/report/json.h"
#include "harness/runtime/program_exit.h"
#include "harness/whole/output.h"
#include "harness/whole/output_difference.h"
#include "harness/whole/scratch.h"

namespace racekit::whole {
namespace {

constexpr absl::Duration kProgressEvery = absl::Milliseconds(200);

void WarnUnlessOk(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "racekit: warning: %s\n",
               std::string(status.message()).c_str());
}

class Watch final : public internal::ExplorationWatch {
 public:
  Watch(const Request& request, const StandardStreams& streams,
        const Scratch& scratch)
      : request_(request), streams_(streams), scratch_(scratch) {}

  void AfterExecution(internal::Execution& execution) override {
    scratch_.Clear();
    if (request_.show_first && !std::exchange(shown_, true)) Show();
    if (!execution.findings.empty()) return;
    const bool compares = request_.same_output || request_.same_lines;
    if (!compares && !request_.line) return;
    std::string output = streams_.Output();
    std::optional<Finding> finding;
    if (request_.line) {
      finding = detectors::TornLine(output, *request_.line, streams_.Pieces());
    }
    if (compares && !expected_) {
      expected_ = std::move(output);
    } else if (!finding && compares) {
      finding = request_.same_output
                    ? OutputDifference(*expected_, output)
                    : detectors::LinesDiffer(*expected_, output);
    }
    if (finding) execution.findings.push_back(*std::move(finding));
  }

  void OnProgress(std::int64_t executions) override {
    executions_ = executions;
    const absl::Time now = absl::Now();
    if (now < next_progress_) return;
    next_progress_ = now + kProgressEvery;
    Write(kProgressFile, absl::StrCat(executions));
  }

  void OnFindings(const Report& so_far) override {
    Write(absl::StrCat(executions_, ".stdout"), streams_.Output());
    Write(absl::StrCat(executions_, ".stderr"), streams_.Errors());
    WriteReport(so_far);
  }

  void WriteReport(const Report& report) {
    Write(kReportFile, ReportToJson(report));
  }

 private:
  void Show() const {
    std::fputs(streams_.Output().c_str(), stdout);
    std::fputs(streams_.Errors().c_str(), stderr);
  }

  void Write(const std::string& name, const std::string& text) {
    WarnUnlessOk(
        WriteFileAtomically(absl::StrCat(request_.folder, "/", name), text));
  }

  const Request& request_;
  const StandardStreams& streams_;
  const Scratch& scratch_;
  std::optional<std::string> expected_;
  bool shown_ = false;
  std::int64_t executions_ = 0;
  absl::Time next_progress_ = absl::InfinitePast();
};

}  // namespace

int Hunted(const Request& request, MainFunction main, int argc, char** argv) {
  ExploreOptions options = GlobalOptions().ApplyTo(ExploreOptions());
  // Under a debugger the execution had better be in the process it looks at.
  const bool here = options.isolation == Isolation::kNone &&
                    GlobalOptions().isolation.has_value();
  options.isolation = here ? Isolation::kNone : Isolation::kFork;
  options.capture_assertions = false;
  options.first_execution = request.first;
  options.require_threads = options.replay.empty();
  runtime::ExpectProgramExit(request.expect_exit);
  const StandardStreams streams(!request.show_each);
  Scratch scratch(request);
  if (const absl::Status made = scratch.Make(); !made.ok()) {
    std::fprintf(stderr, "racekit: %s\n", std::string(made.message()).c_str());
    return kFailed;
  }
  Watch watch(request, streams, scratch);
  const auto body = [&]() -> std::string {
    streams.Begin();
    scratch.Begin();
    runtime::ReturnFromMain(main(argc, argv, environ));
  };
  const Report report = internal::ExploreInDetail(
                            body, FindingKind::kUnexpectedExit, options, &watch)
                            .report;
  watch.WriteReport(report);
  return kExplored;
}

}  // namespace racekit::whole
