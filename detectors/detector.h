// A detector: events in, what is wrong out.
//
// Pure: a detector starts no threads, reads no clock, does no I/O and takes no
// memory from the program's heap (harness/arena/ has containers). Fed the same
// events it says the same, so it can be tested with a list of events written by
// hand.

#ifndef RACEKIT_DETECTORS_DETECTOR_H_
#define RACEKIT_DETECTORS_DETECTOR_H_

#include <cstdint>

#include "detectors/event.h"

namespace racekit::detectors {

class Detector {
 public:
  // As options and reports call it: "lock-order".
  virtual const char* name() const = 0;

  // Of the events of which kinds it is told: bits of Interest, always the same.
  virtual std::uint32_t interests() const = 0;

  // It looks at each access, which takes long: it is told of a few executions
  // only (runtime::Panel::LookClosely).
  virtual bool looks_closely() const { return false; }

  // All that was learnt from earlier events is forgotten. Thread 0 exists. The
  // cost does not grow with what earlier executions did.
  virtual void BeginExecution() = 0;

  // `event` happened, after all that this was told before.
  virtual void OnEvent(const Event& event) = 0;

  // The execution is over: nothing more will happen. Not called where it ended
  // with the program.
  virtual void EndExecution() {}

 protected:
  ~Detector() = default;  // never destroyed through this interface
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_DETECTOR_H_
