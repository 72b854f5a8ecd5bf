// Outside the tsan variant nothing is collected.

#include <vector>

#include "harness/tsan/collector.h"

namespace racekit::internal {

std::vector<Finding> TakeTsanFindings() { return {}; }

void ReportUnclaimedTsanFindings() {}

bool TsanActive() { return false; }

}  // namespace racekit::internal
