#include "harness/runtime/panel.h"

#include <cstddef>
#include <iterator>

#include "detectors/lock_order.h"
#include "detectors/misuse.h"
#include "harness/arena/forever.h"
#include "harness/runtime/observe_access.h"

namespace racekit::runtime {

namespace {

constinit arena::Forever<detectors::LockOrder> lock_order(&problem_log);
constinit arena::Forever<detectors::Misuse> misuse(&problem_log);

// In the order of kDetectorNames.
constinit detectors::Detector* const kDetectors[] = {
    nullptr,  // HappensBefore
    &*lock_order,
    &*misuse,
};
static_assert(std::size(kDetectors) == std::size(detectors::kDetectorNames));

}  // namespace

constinit Panel panel;
constinit detectors::ProblemLog problem_log;

void Panel::SwitchOn(detectors::DetectorSet set) {
  interests_ = 0;
  count_ = 0;
  happens_before_is_on = (set & 1) != 0;
  for (std::size_t i = 1; i < std::size(kDetectors); ++i) {
    if ((set >> i & 1) == 0) continue;
    const std::uint32_t interests = kDetectors[i]->interests();
    on_[count_++] = {interests, kDetectors[i]};
    interests_ |= interests;
  }
}

void Panel::Tell(const detectors::Event& event) {
  const detectors::Interest interest = InterestOf(event.kind);
  for (int i = 0; i < count_; ++i) {
    if ((on_[i].interests & interest) != 0) on_[i].detector->OnEvent(event);
  }
}

void Panel::BeginExecution() {
  problem_log.Clear();
  for (int i = 0; i < count_; ++i) on_[i].detector->BeginExecution();
}

void Panel::EndExecution() {
  for (int i = 0; i < count_; ++i) on_[i].detector->EndExecution();
}

}  // namespace racekit::runtime
