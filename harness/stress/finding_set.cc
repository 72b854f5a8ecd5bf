#include "harness/stress/finding_set.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "detectors/finding_kind.h"

namespace racekit::internal {
namespace {

constexpr absl::string_view kAlso = "also: ";
constexpr int kMaxOtherMessages = 3;

void NoteOtherMessage(const std::string& message, Finding& into) {
  if (message == into.message) return;
  const std::string note = absl::StrCat(kAlso, message);
  int others = 0;
  for (const std::string& known : into.notes) {
    if (known == note) return;
    if (absl::StartsWith(known, kAlso)) ++others;
  }
  if (others < kMaxOtherMessages) into.notes.push_back(note);
}

}  // namespace

bool FindingSet::Add(Finding finding) {
  if (finding.fingerprint.empty()) {
    const std::string_view kind = FindingKindName(finding.kind);
    finding.fingerprint = absl::StrCat(
        absl::string_view(kind.data(), kind.size()), ":", finding.message);
  }
  const auto [it, is_new] =
      index_.emplace(finding.fingerprint, findings_.size());
  if (is_new) {
    findings_.push_back(std::move(finding));
    return true;
  }
  Finding& known = findings_[it->second];
  known.count += finding.count;
  if (known.first_execution == 0 ||
      (finding.first_execution != 0 &&
       finding.first_execution < known.first_execution)) {
    known.first_execution = finding.first_execution;
    known.schedule = std::move(finding.schedule);
    known.switches = finding.switches;
    known.strategy = std::move(finding.strategy);
  }
  NoteOtherMessage(finding.message, known);
  return false;
}

std::vector<Finding> FindingSet::Sorted() const {
  std::vector<Finding> sorted = findings_;
  std::stable_sort(
      sorted.begin(), sorted.end(), [](const Finding& a, const Finding& b) {
        return std::tie(b.count, a.first_execution, a.fingerprint) <
               std::tie(a.count, b.first_execution, b.fingerprint);
      });
  return sorted;
}

}  // namespace racekit::internal
