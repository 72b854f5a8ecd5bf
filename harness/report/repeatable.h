// A report without what differs between two runs that found the same: how long
// it took, and where the kernel had put things.

#ifndef RACEKIT_HARNESS_REPORT_REPEATABLE_H_
#define RACEKIT_HARNESS_REPORT_REPEATABLE_H_

#include "harness/report/report.h"

namespace racekit {

// `seconds` is 0. Addresses of data become numbers from 1 on, in the order in
// which the report has them: what had one address has one number. Frames lose
// their `pc`; `module` and `offset` say the same.
Report Repeatable(Report report);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_REPEATABLE_H_
