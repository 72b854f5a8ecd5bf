// A body and one finding of it: what is shrunk, contrasted and searched for.

#ifndef RACEKIT_HARNESS_EXPLORE_FINDING_SUBJECT_H_
#define RACEKIT_HARNESS_EXPLORE_FINDING_SUBJECT_H_

#include <string>

#include "detectors/finding.h"
#include "harness/explore/execute.h"
#include "harness/explore/execution.h"
#include "harness/schedule/schedule.h"
#include "harness/schedule/shrink.h"
#include "harness/schedule/strategy.h"

namespace racekit::internal {

// The execution's finding, or suspicion, with this fingerprint; or null.
Finding* FindingLike(const std::string& fingerprint, Execution& execution);

class FindingSubject final : public schedule::Subject {
 public:
  // Scheduling points are those of `points_of`. All must outlive this.
  FindingSubject(Executor* executor, const schedule::Schedule* points_of,
                 const std::string* fingerprint)
      : executor_(executor), points_of_(points_of), fingerprint_(fingerprint) {}

  schedule::Trial Run(schedule::Strategy& strategy) override;

 private:
  Executor* const executor_;
  const schedule::Schedule* const points_of_;
  const std::string* const fingerprint_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_FINDING_SUBJECT_H_
