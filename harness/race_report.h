// What becomes of the report of a RACE_TEST: files, test.xml and, if something
// was found, the test's failure.
//
// For racekit's own use.

#ifndef RACEKIT_HARNESS_RACE_REPORT_H_
#define RACEKIT_HARNESS_RACE_REPORT_H_

#include <string>

#include "harness/options.h"
#include "harness/report/report.h"

namespace racekit::internal {

// Says in `report` which test it is of and how that is run again, and writes
// all that is known to test.xml and, under Bazel, if a folder was asked for, or
// if something was found, to files. Files that cannot be written are a warning
// on standard error.
void Publish(const Options& options, Report& report);

// Of a published report, what is not a failure, but worth a look: empty if
// there is nothing.
std::string SuspicionsText(const Options& options, const Report& report);

// A published report as the text of a failure.
std::string FailureText(const Options& options, const Report& report);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_RACE_REPORT_H_
