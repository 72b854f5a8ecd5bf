#include "detectors/finding_kind.h"

#include <optional>
#include <string_view>
#include <vector>

namespace racekit {
namespace {

struct Named {
  FindingKind kind;
  std::string_view name;
};

constexpr Named kNames[] = {
    {FindingKind::kAssertion, "assertion"},
    {FindingKind::kAtomicityViolation, "atomicity-violation"},
    {FindingKind::kCrash, "crash"},
    {FindingKind::kDataRace, "data-race"},
    {FindingKind::kDeadlock, "deadlock"},
    {FindingKind::kDivergence, "divergence"},
    {FindingKind::kHang, "hang"},
    {FindingKind::kInconsistentLocking, "inconsistent-locking"},
    {FindingKind::kLeakedThread, "leaked-thread"},
    {FindingKind::kLivelock, "livelock"},
    {FindingKind::kLockOrder, "lock-order"},
    {FindingKind::kLostUpdate, "lost-update"},
    {FindingKind::kLostWakeup, "lost-wakeup"},
    {FindingKind::kMutexMisuse, "mutex-misuse"},
    {FindingKind::kNothingControlled, "nothing-controlled"},
    {FindingKind::kNotLinearizable, "not-linearizable"},
    {FindingKind::kOrderViolation, "order-violation"},
    {FindingKind::kOutputDiffers, "output-differs"},
    {FindingKind::kStepLimit, "step-limit"},
    {FindingKind::kTornOutput, "torn-output"},
    {FindingKind::kUnexpectedExit, "unexpected-exit"},
    {FindingKind::kUnsupported, "unsupported"},
    {FindingKind::kUseAfterFree, "use-after-free"},
    {FindingKind::kOther, "other"},
};

}  // namespace

std::string_view FindingKindName(FindingKind kind) {
  for (const Named& named : kNames) {
    if (named.kind == kind) return named.name;
  }
  return "other";
}

std::optional<FindingKind> ParseFindingKind(std::string_view name) {
  for (const Named& named : kNames) {
    if (named.name == name) return named.kind;
  }
  return std::nullopt;
}

const std::vector<FindingKind>& AllFindingKinds() {
  static const auto* const kinds = [] {
    auto* all = new std::vector<FindingKind>;
    for (const Named& named : kNames) all->push_back(named.kind);
    return all;
  }();
  return *kinds;
}

}  // namespace racekit
