#include "harness/runtime/panel.h"

#include <cstddef>
#include <iterator>

#include "detectors/atomicity.h"
#include "detectors/held_locks.h"
#include "detectors/lock_order.h"
#include "detectors/lockset.h"
#include "detectors/misuse.h"
#include "detectors/order_violation.h"
#include "detectors/predicted_race.h"
#include "harness/arena/forever.h"
#include "harness/runtime/observe_access.h"

namespace racekit::runtime {

namespace {

constinit arena::Forever<detectors::HeldLocksByThread> held_locks;

constinit arena::Forever<detectors::LockOrder> lock_order(&problem_log,
                                                          &*held_locks);
constinit arena::Forever<detectors::Misuse> misuse(&problem_log, &*held_locks);
constinit arena::Forever<detectors::Atomicity> atomicity(&problem_log);
constinit arena::Forever<detectors::OrderViolation> order_violation(
    &problem_log);
constinit arena::Forever<detectors::PredictedRace> predicted_race(&problem_log);
constinit arena::Forever<detectors::Lockset> lockset(&problem_log,
                                                     &*held_locks);

// In the order of kDetectorNames.
constinit detectors::Detector* const kDetectors[] = {
    nullptr,  // HappensBefore
    &*lock_order,      &*misuse,  &*atomicity, &*predicted_race,
    nullptr,  // spurious wakeups
    &*order_violation, &*lockset,
};
static_assert(std::size(kDetectors) == std::size(detectors::kDetectorNames));

}  // namespace

constinit Panel panel;
constinit detectors::ProblemLog problem_log;

void Panel::SwitchOn(detectors::DetectorSet set) {
  happens_before_is_on = (set & 1) != 0;
  Choose(set, closely_);
}

void Panel::Choose(detectors::DetectorSet set, bool closely) {
  set_ = set;
  closely_ = closely;
  interests_ = 0;
  count_ = 0;
  close_ = 0;
  for (std::size_t i = 1; i < std::size(kDetectors); ++i) {
    detectors::Detector* detector = kDetectors[i];
    if ((set >> i & 1) == 0 || detector == nullptr ||
        (detector->looks_closely() && !closely)) {
      continue;
    }
    const std::uint32_t interests = detector->interests();
    if (detector->looks_closely()) ++close_;
    on_[count_++] = {interests, detector};
    interests_ |= interests | detectors::HeldLocksByThread::kInterests;
  }
}

void Panel::Tell(const detectors::Event& event) {
  const detectors::Interest interest = InterestOf(event.kind);
  for (int i = 0; i < count_; ++i) {
    if ((on_[i].interests & interest) != 0) on_[i].detector->OnEvent(event);
  }
  if ((detectors::HeldLocksByThread::kInterests & interest) != 0) {
    held_locks->OnEvent(event);
  }
}

void Panel::BeginExecution() {
  problem_log.Clear();
  held_locks->BeginExecution();
  for (int i = 0; i < count_; ++i) on_[i].detector->BeginExecution();
}

void Panel::EndExecution() {
  for (int i = 0; i < count_; ++i) on_[i].detector->EndExecution();
}

}  // namespace racekit::runtime
