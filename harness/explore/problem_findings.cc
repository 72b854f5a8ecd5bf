#include "harness/explore/problem_findings.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "detectors/problem.h"
#include "harness/explore/outcome_findings.h"
#include "harness/explore/stack_of.h"
#include "harness/runtime/panel.h"

namespace racekit::internal {
namespace {

using detectors::EventKind;

AccessKind KindOf(EventKind kind) {
  switch (kind) {
    case EventKind::kRead:
      return AccessKind::kRead;
    case EventKind::kWrite:
      return AccessKind::kWrite;
    case EventKind::kAtomicLoad:
      return AccessKind::kAtomicRead;
    case EventKind::kAtomicStore:
    case EventKind::kAtomicRmw:
      return AccessKind::kAtomicWrite;
    case EventKind::kFree:
      return AccessKind::kFree;
    default:
      return AccessKind::kUnknown;
  }
}

Finding ToFinding(const detectors::Problem& problem) {
  Finding finding;
  finding.kind = problem.kind;
  finding.detector = problem.detector;
  std::vector<std::string> steps;
  std::vector<std::string> places;
  std::vector<int> threads;
  for (int i = 0; i < problem.size; ++i) {
    const detectors::ProblemStep& step = problem.steps[i];
    const detectors::Event& event = step.event;
    Access access;
    access.action = step.action;
    access.kind = KindOf(event.kind);
    access.thread = event.thread;
    access.address = event.address;
    access.size = static_cast<int>(event.size);
    access.stack = StackOf(event.site.stack, event.site.pc);
    const std::string place = Place(access.stack);
    std::string action = access.action;
    // What is no lock or memory has a name of its own.
    if (event.kind == EventKind::kRegionBegin) {
      absl::StrAppend(&action, " ",
                      reinterpret_cast<const char*>(event.address));
    }
    steps.push_back(
        absl::StrCat(ThreadName(event.thread), " ", action, " at ", place));
    places.push_back(absl::StrCat(step.action, "@", place));
    threads.push_back(event.thread);
    finding.accesses.push_back(std::move(access));
  }
  finding.message =
      absl::StrCat(problem.what, ": ", absl::StrJoin(steps, "; "));
  std::sort(threads.begin(), threads.end());
  threads.erase(std::unique(threads.begin(), threads.end()), threads.end());
  for (const int id : threads) finding.threads.push_back(DescribeThread(id));
  // Whatever came between, a step that is none is one thing to mend.
  if (problem.kind == FindingKind::kAtomicityViolation) places.resize(1);
  // Whoever came first.
  std::sort(places.begin(), places.end());
  finding.fingerprint = absl::StrCat(problem.detector, ":", problem.what, ":",
                                     absl::StrJoin(places, ","));
  return finding;
}

}  // namespace

void AppendProblems(std::vector<Finding>& findings,
                    std::vector<Finding>& suspicions) {
  for (int i = 0; i < runtime::problem_log.size(); ++i) {
    const detectors::Problem& problem = runtime::problem_log[i];
    (problem.suspicion ? suspicions : findings).push_back(ToFinding(problem));
  }
}

}  // namespace racekit::internal
