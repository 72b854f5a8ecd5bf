#include "harness/report/artifacts.h"

#include <errno.h>

#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "harness/report/atomic_file.h"
#include "harness/report/json.h"
#include "harness/report/repeatable.h"
#include "harness/report/text.h"

namespace racekit {

std::string ArtifactFolder(const std::string& asked) {
  if (!asked.empty()) return asked;
  const char* collected = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  if (collected != nullptr && collected[0] != '\0') return collected;
  return absl::StrCat("racekit-report/", program_invocation_short_name);
}

absl::StatusOr<std::string> WriteArtifacts(const Report& report,
                                           const std::string& folder) {
  const std::string name = report.test.empty() ? "report" : report.test;
  const std::string path =
      absl::StrCat(folder, "/", absl::StrReplaceAll(name, {{"/", "-"}}));
  absl::Status status = WriteFileAtomically(
      absl::StrCat(path, ".json"), ReportToJson(Repeatable(report), 2) + "\n");
  TextOptions all;
  all.verbose = true;
  if (status.ok()) {
    status = WriteFileAtomically(absl::StrCat(path, ".txt"),
                                 ReportToText(report, all));
  }
  if (!status.ok()) return status;
  return path;
}

}  // namespace racekit
