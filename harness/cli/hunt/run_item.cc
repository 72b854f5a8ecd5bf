#include "harness/cli/hunt/run_item.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/plan.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/communicate.h"
#include "harness/report/json.h"
#include "harness/scenario/expectation.h"

namespace racekit::cli {
namespace {

// More than a run that hangs takes a runner to notice.
constexpr absl::Duration kSlack = absl::Minutes(2);

std::vector<std::string> RunnerFlags(const HuntItem& item) {
  std::vector<std::string> flags = {
      absl::StrCat("--scenario=", item.scenario->name),
      absl::StrCat("--variant=", item.variant->name),
      absl::StrCat("--runs=", item.budget.runs),
      absl::StrCat("--time=", absl::FormatDuration(item.budget.time)),
      absl::StrCat("--seed=", item.budget.seed),
  };
  if (item.budget.patience > absl::ZeroDuration()) {
    flags.push_back(absl::StrCat("--patience=",
                                 absl::FormatDuration(item.budget.patience)));
  }
  if (item.budget.compare) flags.push_back("--compare");
  return flags;
}

// The end of what a broken runner said: there it tells what broke.
std::string LastWords(std::string_view error) {
  constexpr size_t kMost = 400;
  error = absl::StripAsciiWhitespace(error);
  if (error.empty()) return "; it said nothing";
  if (error.size() <= kMost) return absl::StrCat("; it said: ", error);
  error.remove_prefix(error.size() - kMost);
  return absl::StrCat("; its last words: ...", error);
}

// "" if the outcome is that of a runner that did its work.
std::string Fault(const Outcome& outcome, absl::Duration timeout) {
  switch (outcome.reason) {
    case EndReason::kTimedOut:
      return absl::StrCat("the runner did not end within ",
                          absl::FormatDuration(timeout),
                          LastWords(outcome.error));
    case EndReason::kFlooded:
      return absl::StrCat(
          "the runner flooded its output and was stopped after ",
          outcome.output.size() + outcome.error.size(), " bytes");
    case EndReason::kEnded:
      break;
  }
  if (outcome.status.ok()) return "";
  return absl::StrCat("the runner failed (", outcome.status.ToString(), ")",
                      LastWords(outcome.error));
}

absl::StatusOr<Outcome> Run(const Command& command,
                            const CommunicateOptions& options) {
  absl::StatusOr<ChildProcess> child = ChildProcess::Start(command);
  if (!child.ok()) return child.status();
  return child->Communicate("", options);
}

}  // namespace

ItemResult RunItem(const HuntItem& item, const std::string& runner,
                   const RunnerLimits& limits) {
  ItemResult result;
  result.item = item;
  Command command;
  command.program = runner;
  command.args = RunnerFlags(item);
  CommunicateOptions options;
  options.timeout =
      limits.timeout.value_or(item.budget.time + item.budget.patience + kSlack);
  options.grace = limits.grace;
  options.output_limit = limits.output;
  const absl::StatusOr<Outcome> outcome = Run(command, options);
  if (!outcome.ok()) {
    result.error = std::string(outcome.status().message());
    return result;
  }
  result.error = Fault(*outcome, options.timeout);
  if (!result.error.empty()) return result;
  absl::StatusOr<Report> report =
      ReportFromJson(absl::StripAsciiWhitespace(outcome->output));
  if (!report.ok()) {
    result.error = absl::StrCat("the runner's report cannot be read: ",
                                report.status().message());
    return result;
  }
  result.report = *std::move(report);
  result.verdict = Unexpected(item.expectation(), result.report).empty()
                       ? ItemResult::Verdict::kAsExpected
                       : ItemResult::Verdict::kNotAsExpected;
  return result;
}

}  // namespace racekit::cli
