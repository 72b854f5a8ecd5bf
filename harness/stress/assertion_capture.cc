#include "harness/stress/assertion_capture.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace racekit::internal {
namespace {

std::atomic<AssertionCapture*> active_capture{nullptr};

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

std::string OneLine(const std::string& text) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (!line.empty()) lines.emplace_back(line);
  }
  return absl::StrJoin(lines, " ");
}

AssertionCapture::AssertionCapture()
    : ScopedFakeTestPartResultReporter(INTERCEPT_ALL_THREADS, &unused_) {
  active_capture.store(this);
}

AssertionCapture::~AssertionCapture() { active_capture.store(nullptr); }

AssertionCapture* AssertionCapture::current() { return active_capture.load(); }

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
