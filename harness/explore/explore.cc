#include "harness/explore.h"

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "harness/explore/detail.h"
#include "harness/explore/outcome_findings.h"
#include "harness/explore/random_walk.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/world.h"
#include "harness/stress/assertion_capture.h"
#include "harness/stress/finding_set.h"

namespace racekit {
namespace internal {
namespace {

using runtime::Ending;
using runtime::Outcome;

// What the thread that runs the body is handed.
struct BodyCall {
  absl::FunctionRef<std::string()> body;
  std::string observed;
  std::optional<std::string> exception;
};

bool threads_optional = false;

void CallBody(void* argument) {
  auto* call = static_cast<BodyCall*>(argument);
  try {
    call->observed = call->body();
  } catch (const std::exception& e) {
    call->exception = e.what();
  } catch (...) {
    call->exception = "of a type that is no std::exception";
  }
}

class Exploration {
 public:
  Exploration(absl::FunctionRef<std::string()> body, FindingKind kind,
              const ExploreOptions& options)
      : body_(body), kind_(kind), options_(options) {}

  ExploreResult Run() {
    runtime::use_wrfsbase = runtime::HasFsgsbase();
    threads_optional = false;
    Report& report = result_.report;
    report.variant = "explore";
    report.seed = options_.seed;
    const absl::Time start = absl::Now();
    const absl::Time deadline = start + options_.time;
    for (;;) {
      Execute(report.executions + 1);
      if (result_.skipped) break;
      ++report.executions;
      if (options_.stop_at_first && !found_.empty()) break;
      if (options_.executions > 0 && report.executions >= options_.executions) {
        break;
      }
      if (absl::Now() >= deadline) break;
    }
    report.seconds = absl::ToDoubleSeconds(absl::Now() - start);
    if (result_.skipped) {
      report.executions = 0;
    } else if (options_.require_threads && !threads_optional &&
               result_.counts.max_threads < 2) {
      found_.Add(NothingControlled());
    }
    report.findings = found_.Sorted();
    return std::move(result_);
  }

 private:
  void Execute(std::int64_t number) {
    RandomWalk chooser(options_.seed, number);
    runtime::Limits limits;
    limits.steps = options_.max_steps;
    std::vector<Finding> findings;
    {
      AssertionCapture capture;
      BodyCall call{body_, "", std::nullopt};
      const Outcome outcome =
          runtime::world.Run(&CallBody, &call, &chooser, limits,
                             options_.threads == ControlledThreads::kReal
                                 ? runtime::ThreadMode::kOs
                                 : runtime::ThreadMode::kFibers);
      result_.skipped = capture.skipped();
      if (result_.skipped) return;
      Count(outcome);
      findings = capture.Findings();
      AppendOutcome(outcome, findings);
      if (outcome.ending == Ending::kFinished) AppendCall(call, findings);
    }
    if (findings.empty()) return;
    ++result_.report.failed_executions;
    for (Finding& finding : findings) {
      finding.detector = "explore";
      finding.first_execution = number;
      found_.Add(std::move(finding));
    }
  }

  void Count(const Outcome& outcome) {
    result_.counts.steps += outcome.steps;
    result_.counts.accesses += outcome.accesses;
    if (outcome.threads > result_.counts.max_threads) {
      result_.counts.max_threads = outcome.threads;
    }
  }

  void AppendCall(const BodyCall& call, std::vector<Finding>& findings) const {
    Finding finding;
    if (call.exception) {
      finding.kind = FindingKind::kCrash;
      finding.message = "the body threw an exception: " + *call.exception;
      finding.fingerprint = "exception";
      findings.push_back(finding);
    } else if (!call.observed.empty()) {
      finding.kind = kind_;
      finding.message = OneLine(call.observed);
      finding.fingerprint = "observed";
      findings.push_back(finding);
    }
  }

  const absl::FunctionRef<std::string()> body_;
  const FindingKind kind_;
  const ExploreOptions& options_;
  ExploreResult result_;
  FindingSet found_;
};

}  // namespace

ExploreResult ExploreInDetail(absl::FunctionRef<std::string()> body,
                              FindingKind kind, const ExploreOptions& options) {
  return Exploration(body, kind, options).Run();
}

void ExploredMayBeThreadless() { threads_optional = true; }

}  // namespace internal

Report Explore(absl::FunctionRef<void()> body, const ExploreOptions& options) {
  return internal::ExploreInDetail(
             [body]() -> std::string {
               body();
               return "";
             },
             FindingKind::kAssertion, options)
      .report;
}

Report Explore(absl::FunctionRef<std::string()> body, FindingKind kind,
               const ExploreOptions& options) {
  return internal::ExploreInDetail(body, kind, options).report;
}

}  // namespace racekit
