// A crash as a finding.

#ifndef RACEKIT_HARNESS_EXPLORE_CRASH_FINDING_H_
#define RACEKIT_HARNESS_EXPLORE_CRASH_FINDING_H_

#include "detectors/finding.h"
#include "harness/runtime/crash.h"

namespace racekit::internal {

// What `record` tells: what happened, on which thread, where. No addresses in
// its words, so the same crash reads the same in every process. For a record of
// this process or of one that was forked from it.
Finding CrashFinding(const runtime::CrashRecord& record);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_CRASH_FINDING_H_
