// The detectors that are told what happens, besides HappensBefore, which sees
// each access at once (observe_access.h): those that are switched on.

#ifndef RACEKIT_HARNESS_RUNTIME_PANEL_H_
#define RACEKIT_HARNESS_RUNTIME_PANEL_H_

#include <cstdint>

#include "detectors/detector.h"
#include "detectors/detector_names.h"
#include "detectors/problem.h"

namespace racekit::runtime {

class Panel {
 public:
  // From the next execution on.
  void SwitchOn(detectors::DetectorSet set);

  // Whether those that look at each access are told, too: from the next
  // execution on.
  void LookClosely(bool closely) {
    if (closely != closely_) Choose(set_, closely);
  }

  // Whether somebody looks at each access now.
  bool looks_closely() const { return close_ > 0; }

  // Whether somebody is to be told of such events; else there is no need to
  // put one together.
  bool Wants(detectors::Interest interest) const {
    return (interests_ & interest) != 0;
  }

  void Tell(const detectors::Event& event);

  void BeginExecution();
  void EndExecution();

 private:
  static constexpr int kMost = 31;

  void Choose(detectors::DetectorSet set, bool closely);

  detectors::DetectorSet set_ = 0;
  bool closely_ = true;
  std::uint32_t interests_ = 0;  // of those that are on
  int count_ = 0;
  int close_ = 0;  // of these look at each access
  struct On {
    std::uint32_t interests;
    detectors::Detector* detector;
  };
  On on_[kMost] = {};
};

extern Panel panel;

// What they found in the execution so far.
extern detectors::ProblemLog problem_log;

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_PANEL_H_
