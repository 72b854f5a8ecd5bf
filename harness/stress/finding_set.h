// Findings without repetitions.

#ifndef RACEKIT_HARNESS_STRESS_FINDING_SET_H_
#define RACEKIT_HARNESS_STRESS_FINDING_SET_H_

#include <string>
#include <unordered_map>
#include <vector>

#include "detectors/finding.h"

namespace racekit::internal {

// Merges findings of one fingerprint: counts add up, the first execution wins,
// and a few of the other messages are kept as notes ("also: ...").
class FindingSet {
 public:
  // True if it is the first of its fingerprint.
  bool Add(Finding finding);

  // All that were added, as they are now.
  const std::vector<Finding>& findings() const { return findings_; }

  // Most frequent first; at equal counts in order of first execution, then of
  // fingerprint.
  std::vector<Finding> Sorted() const;

  bool empty() const { return findings_.empty(); }

 private:
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<Finding> findings_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_FINDING_SET_H_
