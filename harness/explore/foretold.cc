#include "harness/explore/foretold.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/explore/code_places.h"
#include "harness/explore/stack_of.h"
#include "harness/schedule/schedule.h"
#include "harness/schedule/steering.h"

namespace racekit::internal {
namespace {

constexpr std::uint64_t kAttempts = 24;

// Of each thread the last access: where it wants what another one has, or meets
// another one.
std::map<int, const Access*> LastOfEach(const Finding& suspicion) {
  std::map<int, const Access*> last;
  for (const Access& access : suspicion.accesses) {
    last[access.thread] = &access;
  }
  return last;
}

// What it foretells.
enum class Harm {
  kNone,  // no more than it says itself
  kDeadlock,
  kRace,
};

Harm HarmOf(const Finding& suspicion) {
  if (suspicion.kind == FindingKind::kLockOrder) return Harm::kDeadlock;
  return suspicion.detector == "predicted-race" ? Harm::kRace : Harm::kNone;
}

bool Is(const Finding& finding, Harm harm) {
  switch (harm) {
    case Harm::kDeadlock:
      return finding.kind == FindingKind::kDeadlock ||
             finding.kind == FindingKind::kLeakedThread;
    case Harm::kRace:
      return finding.kind == FindingKind::kDataRace ||
             finding.kind == FindingKind::kUseAfterFree;
    case Harm::kNone:
      return false;
  }
  return false;
}

bool CameTrue(const Finding& suspicion, const Finding& finding) {
  if (!Is(finding, HarmOf(suspicion))) return false;
  for (const auto& [thread, last] : LastOfEach(suspicion)) {
    const std::string place = Place(last->stack);
    if (std::none_of(
            finding.accesses.begin(), finding.accesses.end(),
            [&](const Access& at) { return Place(at.stack) == place; })) {
      return false;
    }
  }
  return true;
}

const char* SourceOf(Harm harm) {
  return harm == Harm::kDeadlock ? "the order of locks"
                                 : "the order of two accesses";
}

// Accesses are points only where somebody says so.
void MakePoints(const Finding& suspicion, schedule::Schedule& points_of) {
  for (const Access& access : suspicion.accesses) {
    if (access.stack.empty()) continue;
    const auto place = PlaceOf(access.stack.front().pc);
    if (place) points_of.AddPlace(*place);
  }
}

// Where a race was seen, threads shall meet in executions to come.
void MeetAgain(const Finding& suspicion) {
  for (const Access& access : suspicion.accesses) {
    if (!access.stack.empty()) Executor::MakePoint(access.stack.front().pc);
  }
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
  const Harm harm = HarmOf(suspicion);
  if (harm == Harm::kNone ||
      !schedule::Parse(suspicion.schedule, points_of).message.empty()) {
    return found;
  }
  if (harm == Harm::kRace) MakePoints(suspicion, points_of);
  const schedule::Hold::At at = harm == Harm::kRace
                                    ? schedule::Hold::At::kAccess
                                    : schedule::Hold::At::kLock;
  for (std::uint64_t attempt = 0; attempt < kAttempts; ++attempt) {
    schedule::Steering steering(seed, attempt);
    for (const auto& [thread, last] : LastOfEach(suspicion)) {
      steering.Add({thread, last->address, at});
    }
    Execution execution = executor.ExecuteAt(points_of, &steering);
    bool came_true = false;
    for (Finding& finding : execution.findings) {
      finding.first_execution = suspicion.first_execution;
      if (CameTrue(suspicion, finding)) {
        came_true = true;
        finding.notes.push_back(absl::StrCat(
            "foretold by ", SourceOf(harm), " in execution ",
            suspicion.first_execution, ", and come true when steered into"));
      }
      found.push_back(std::move(finding));
    }
    if (!came_true) continue;
    if (harm == Harm::kRace) MeetAgain(suspicion);
    break;
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
