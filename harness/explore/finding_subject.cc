#include "harness/explore/finding_subject.h"

#include <cstdint>

#include "harness/runtime/world.h"

namespace racekit::internal {
namespace {

using runtime::Ending;

// That take as long as a scheduling point. A thread that has run away may do
// nothing else.
constexpr std::int64_t kAccessesPerStep = 16;
// As long as it takes to make a thread.
constexpr std::int64_t kStepsPerThread = 32;

}  // namespace

Finding* FindingLike(const std::string& fingerprint, Execution& execution) {
  for (auto* findings : {&execution.findings, &execution.suspicions}) {
    for (Finding& finding : *findings) {
      if (finding.fingerprint == fingerprint) return &finding;
    }
  }
  return nullptr;
}

schedule::Trial FindingSubject::Run(schedule::Strategy& strategy) {
  Execution execution = executor_->ExecuteAt(*points_of_, &strategy);
  const Ending ending = execution.outcome.ending;
  schedule::Trial trial;
  trial.fails = FindingLike(*fingerprint_, execution) != nullptr;
  trial.complete = ending == Ending::kFinished || ending == Ending::kDeadlock ||
                   ending == Ending::kLeaked;
  trial.switches = execution.outcome.switches;
  trial.steps = execution.outcome.steps +
                execution.outcome.accesses / kAccessesPerStep +
                execution.outcome.threads * kStepsPerThread;
  return trial;
}

}  // namespace racekit::internal
