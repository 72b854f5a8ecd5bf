// Reports of ThreadSanitizer, each bug once, held against what is known.

#ifndef RACEKIT_HARNESS_TRIAGE_TRIAGE_H_
#define RACEKIT_HARNESS_TRIAGE_TRIAGE_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "detectors/finding.h"
#include "harness/triage/baseline.h"
#include "harness/triage/tsan_log.h"

namespace racekit::triage {

struct Triaged {
  struct Known {
    Finding finding;
    BaselineEntry entry;
  };
  std::int64_t reports = 0;  // in the logs
  // Each once, most frequent first; doubts are among its notes. In the baseline
  // it is not, or only until a day that has passed, which a note says.
  std::vector<Finding> fresh;
  std::vector<Known> known;
  std::vector<BaselineEntry> stale;  // that match nothing any more
};

Triaged Triage(const std::vector<TsanReport>& reports, const Baseline& baseline,
               absl::CivilDay today);

// The baseline that knows all of `triaged`, and no more. Entries that are new
// get `owner` and `expires`; those that had expired do, too.
Baseline Updated(const Triaged& triaged, const std::string& owner,
                 std::optional<absl::CivilDay> expires);

}  // namespace racekit::triage

#endif  // RACEKIT_HARNESS_TRIAGE_TRIAGE_H_
