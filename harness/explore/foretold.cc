#include "harness/explore/foretold.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/explore/stack_of.h"
#include "harness/schedule/steering.h"

namespace racekit::internal {
namespace {

constexpr std::uint64_t kAttempts = 24;

// Of each thread the last: where it wants what another one has.
std::map<int, const Access*> Wants(const Finding& foretold) {
  std::map<int, const Access*> wants;
  for (const Access& access : foretold.accesses) {
    wants[access.thread] = &access;
  }
  return wants;
}

}  // namespace

bool IsForetold(const Finding& finding) {
  return finding.kind == FindingKind::kLockOrder && finding.detector != "tsan";
}

bool CameTrue(const Finding& foretold, const Finding& finding) {
  if (finding.kind != FindingKind::kDeadlock &&
      finding.kind != FindingKind::kLeakedThread) {
    return false;
  }
  for (const auto& [thread, want] : Wants(foretold)) {
    const std::string place = Place(want->stack);
    if (std::none_of(
            finding.accesses.begin(), finding.accesses.end(),
            [&](const Access& at) { return Place(at.stack) == place; })) {
      return false;
    }
  }
  return true;
}

bool CameTrueIn(const Finding& foretold, const std::vector<Finding>& findings) {
  return std::any_of(
      findings.begin(), findings.end(),
      [&](const Finding& finding) { return CameTrue(foretold, finding); });
}

std::optional<Finding> SteerInto(const Finding& foretold, Executor& executor,
                                 const schedule::Schedule& points_of,
                                 std::uint64_t seed) {
  for (std::uint64_t attempt = 0; attempt < kAttempts; ++attempt) {
    schedule::Steering steering(seed, attempt);
    for (const auto& [thread, want] : Wants(foretold)) {
      steering.Add({thread, want->address});
    }
    Execution execution = executor.ExecuteAt(points_of, &steering);
    for (Finding& finding : execution.findings) {
      if (!CameTrue(foretold, finding)) continue;
      finding.first_execution = foretold.first_execution;
      finding.notes.push_back(absl::StrCat(
          "foretold by the order of locks in execution ",
          foretold.first_execution, ", and come true when steered into"));
      return std::move(finding);
    }
  }
  return std::nullopt;
}

void DropWhatCameTrue(std::vector<Finding>& findings) {
  const std::vector<Finding> all = findings;
  findings.erase(std::remove_if(findings.begin(), findings.end(),
                                [&](const Finding& finding) {
                                  return IsForetold(finding) &&
                                         CameTrueIn(finding, all);
                                }),
                 findings.end());
}

}  // namespace racekit::internal
