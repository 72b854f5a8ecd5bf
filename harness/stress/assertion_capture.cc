#include "harness/stress/assertion_capture.h"

#include "absl/strings/str_cat.h"
#include "harness/report/one_line.h"

namespace racekit::internal {
namespace {

Finding ToFinding(const ::testing::TestPartResult& result) {
  const char* file = result.file_name();
  std::string where = "unknown file";
  if (file != nullptr) {
    where = result.line_number() > 0
                ? absl::StrCat(file, ":", result.line_number())
                : std::string(file);
  }
  Finding finding;
  finding.kind = FindingKind::kAssertion;
  finding.message = absl::StrCat(where, ": ", OneLine(result.message()));
  finding.detector = "stress";
  finding.fingerprint = absl::StrCat("assertion:", where);
  return finding;
}

}  // namespace

AssertionCapture::AssertionCapture()
    : ScopedFakeTestPartResultReporter(INTERCEPT_ALL_THREADS, &unused_) {}

AssertionCapture* AssertionCapture::current() {
  return static_cast<AssertionCapture*>(Assertions::current());
}

void AssertionCapture::Clear() {
  if (results_.empty()) return;
  results_.clear();
  fatal_failures_ = nonfatal_failures_ = skips_ = 0;
}

void AssertionCapture::ReportTestPartResult(
    const ::testing::TestPartResult& result) {
  if (result.passed()) return;
  results_.push_back(result);
  if (result.fatally_failed()) ++fatal_failures_;
  if (result.nonfatally_failed()) ++nonfatal_failures_;
  if (result.skipped()) ++skips_;
}

std::optional<std::string> AssertionCapture::skipped() const {
  for (const ::testing::TestPartResult& result : results_) {
    if (result.skipped()) return OneLine(result.message());
  }
  return std::nullopt;
}

std::vector<Finding> AssertionCapture::Findings() const {
  std::vector<Finding> findings;
  for (const ::testing::TestPartResult& result : results_) {
    if (result.failed()) findings.push_back(ToFinding(result));
  }
  return findings;
}

}  // namespace racekit::internal
