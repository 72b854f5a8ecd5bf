#include "harness/linearizable/hunt.h"

#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "harness/hunt_body.h"
#include "harness/linearizable/run_scenario.h"
#include "harness/options.h"
#include "harness/race_report.h"
#include "harness/report/report.h"

namespace racekit::internal {
namespace {

// A scenario is small: what is in it shows soon.
constexpr std::int64_t kExecutions = 200;
// Executions that may be spent on simpler scenarios.
constexpr std::int64_t kSimplifying = 50'000;

class Hunt {
 public:
  Hunt(Subject& subject, const LinearizableOptions& options)
      : subject_(subject), options_(options) {}

  LinearizableResult Run() {
    const std::uint64_t seed = GlobalOptions().seed.value_or(1);
    const std::vector<int> arguments = subject_.Arguments();
    for (std::uint64_t number = 0; result_.scenarios < options_.scenarios;
         ++number) {
      // Where nearly all may get stuck there is nothing to be had.
      constexpr std::uint64_t kPatience = 100;
      if (number > kPatience * static_cast<std::uint64_t>(options_.scenarios)) {
        break;
      }
      const CallScenario scenario =
          MakeScenario(arguments, options_.size, seed, number);
      if (subject_.MayGetStuck(scenario)) continue;
      ++result_.scenarios;
      result_.scenario = scenario;
      result_.report = Execute(scenario, HuntEffort::kFindOne);
      result_.executions += result_.report.executions;
      if (!result_.report.ok()) {
        Simplify();
        break;
      }
    }
    return std::move(result_);
  }

 private:
  Report Execute(const CallScenario& scenario, HuntEffort effort) {
    return HuntBody(
        [&] { return RunScenario(scenario, subject_, options_.criterion); },
        FindingKind::kNotLinearizable, effort, kExecutions);
  }

  void Simplify() {
    CallScenario& scenario = result_.scenario;
    const FindingKind kind = result_.report.findings.front().kind;
    std::int64_t left = kSimplifying;
    while (HuntsUnderControl()) {
      std::optional<CallScenario> simpler = FindSimpler(scenario, kind, left);
      if (!simpler) break;
      scenario = *std::move(simpler);
    }
    Report report = Execute(scenario, HuntEffort::kExplain);
    // On real threads it need not show again.
    if (!report.ok()) result_.report = std::move(report);
    for (Finding& finding : result_.report.findings) {
      finding.notes.push_back(
          absl::StrCat("the calls: ", ScenarioText(scenario, subject_),
                       " (found in program ", result_.scenarios, ", after ",
                       result_.executions, " executions)"));
      AddHistory(scenario, finding);
    }
  }

  std::optional<CallScenario> FindSimpler(const CallScenario& scenario,
                                          FindingKind kind,
                                          std::int64_t& left) {
    for (const CallScenario& simpler : Simpler(scenario)) {
      if (left <= 0) return std::nullopt;
      if (subject_.MayGetStuck(simpler)) continue;
      const Report report = Execute(simpler, HuntEffort::kFindOne);
      left -= report.executions;
      for (const Finding& finding : report.findings) {
        if (finding.kind == kind) return simpler;
      }
    }
    return std::nullopt;
  }

  void AddHistory(const CallScenario& scenario, Finding& finding) {
    if (finding.kind != FindingKind::kNotLinearizable ||
        finding.schedule.empty()) {
      return;
    }
    std::vector<std::string> lines;
    ReplayBody(
        [&] {
          return RunScenario(scenario, subject_, options_.criterion, &lines);
        },
        finding.schedule);
    if (lines.empty()) return;
    finding.notes.push_back(absl::StrCat("the calls in time:\n    ",
                                         absl::StrJoin(lines, "\n    ")));
  }

  Subject& subject_;
  const LinearizableOptions& options_;
  LinearizableResult result_;
};

}  // namespace

LinearizableResult FindHistory(Subject& subject,
                               const LinearizableOptions& options) {
  return Hunt(subject, options).Run();
}

void HuntForHistories(Subject& subject, const LinearizableOptions& options) {
  LinearizableResult result = FindHistory(subject, options);
  if (result.scenarios == 0) {
    ADD_FAILURE() << "racekit: every program could wait for ever: is there no "
                     "operation that ends the waiting?";
    return;
  }
  const Options& asked = GlobalOptions();
  if (result.report.ok()) result.report.executions = result.executions;
  Publish(asked, result.report);
  if (!result.report.ok()) {
    const ::testing::TestInfo& test =
        *::testing::UnitTest::GetInstance()->current_test_info();
    ADD_FAILURE_AT(test.file(), test.line())
        << FailureText(asked, result.report);
    return;
  }
  std::cout << "racekit: OK  " << result.scenarios << " programs, "
            << result.executions << " executions\n";
}

}  // namespace racekit::internal
