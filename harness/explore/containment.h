// While one of these exists, a program that crashes, aborts, throws or exits on
// a controlled thread ends its execution with a finding, not this process.

#ifndef RACEKIT_HARNESS_EXPLORE_CONTAINMENT_H_
#define RACEKIT_HARNESS_EXPLORE_CONTAINMENT_H_

namespace racekit::internal {

// One at a time; on the thread that runs executions.
class Containment {
 public:
  Containment();
  ~Containment();
  Containment(const Containment&) = delete;
  Containment& operator=(const Containment&) = delete;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_CONTAINMENT_H_
