#include "harness/explore/foretold.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/explore/stack_of.h"
#include "harness/schedule/schedule.h"
#include "harness/schedule/steering.h"

namespace racekit::internal {
namespace {

constexpr std::uint64_t kAttempts = 24;

// Of each thread the last access: where it wants what another one has.
std::map<int, const Access*> Wants(const Finding& suspicion) {
  std::map<int, const Access*> wants;
  for (const Access& access : suspicion.accesses) {
    wants[access.thread] = &access;
  }
  return wants;
}

bool CameTrue(const Finding& suspicion, const Finding& finding) {
  if (suspicion.kind != FindingKind::kLockOrder ||
      (finding.kind != FindingKind::kDeadlock &&
       finding.kind != FindingKind::kLeakedThread)) {
    return false;
  }
  for (const auto& [thread, want] : Wants(suspicion)) {
    const std::string place = Place(want->stack);
    if (std::none_of(
            finding.accesses.begin(), finding.accesses.end(),
            [&](const Access& at) { return Place(at.stack) == place; })) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool CameTrueIn(const Finding& suspicion,
                const std::vector<Finding>& findings) {
  return std::any_of(
      findings.begin(), findings.end(),
      [&](const Finding& finding) { return CameTrue(suspicion, finding); });
}

std::vector<Finding> SteerInto(const Finding& suspicion, Executor& executor,
                               std::uint64_t seed) {
  std::vector<Finding> found;
  schedule::Schedule points_of;
  if (suspicion.kind != FindingKind::kLockOrder ||
      !schedule::Parse(suspicion.schedule, points_of).message.empty()) {
    return found;
  }
  for (std::uint64_t attempt = 0; attempt < kAttempts; ++attempt) {
    schedule::Steering steering(seed, attempt);
    for (const auto& [thread, want] : Wants(suspicion)) {
      steering.Add({thread, want->address});
    }
    Execution execution = executor.ExecuteAt(points_of, &steering);
    bool came_true = false;
    for (Finding& finding : execution.findings) {
      finding.first_execution = suspicion.first_execution;
      if (CameTrue(suspicion, finding)) {
        came_true = true;
        finding.notes.push_back(absl::StrCat(
            "foretold by the order of locks in execution ",
            suspicion.first_execution, ", and come true when steered into"));
      }
      found.push_back(std::move(finding));
    }
    if (came_true) break;
  }
  return found;
}

void DropWhatCameTrue(const std::vector<Finding>& findings,
                      std::vector<Finding>& suspicions) {
  suspicions.erase(std::remove_if(suspicions.begin(), suspicions.end(),
                                  [&](const Finding& suspicion) {
                                    return CameTrueIn(suspicion, findings);
                                  }),
                   suspicions.end());
}

}  // namespace racekit::internal
