// Where reports are kept, and as which files.
//
// Public header (C++17). Thread-safe.

#ifndef RACEKIT_HARNESS_REPORT_ARTIFACTS_H_
#define RACEKIT_HARNESS_REPORT_ARTIFACTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "harness/report/report.h"

namespace racekit {

// The folder for files of this process: `asked` unless that is empty; under
// Bazel TEST_UNDECLARED_OUTPUTS_DIR, whose contents Bazel collects in
// bazel-testlogs/PACKAGE/TARGET/test.outputs/; else
// "racekit-report/PROGRAM" in the current folder.
std::string ArtifactFolder(const std::string& asked);

// Writes the report to `folder` as NAME.json and NAME.txt, where NAME is the
// test's, with '-' for '/'. The first is the same, byte for byte, for runs that
// found the same (repeatable.h). Each is there as a whole or not at all.
// Returns what the two are called without their ending.
absl::StatusOr<std::string> WriteArtifacts(const Report& report,
                                           const std::string& folder);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_ARTIFACTS_H_
