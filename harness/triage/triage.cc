#include "harness/triage/triage.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/stress/finding_set.h"

namespace racekit::triage {

Triaged Triage(const std::vector<TsanReport>& reports, const Baseline& baseline,
               absl::CivilDay today) {
  Triaged triaged;
  triaged.reports = static_cast<std::int64_t>(reports.size());
  internal::FindingSet once;
  for (const TsanReport& report : reports) {
    Finding finding = report.finding;
    for (const std::string& doubt : report.doubts) {
      finding.notes.push_back(absl::StrCat("doubtful: ", doubt));
    }
    once.Add(std::move(finding));
  }
  std::set<std::string> seen;
  for (Finding& finding : once.Sorted()) {
    seen.insert(finding.fingerprint);
    const BaselineEntry* entry = baseline.Find(finding.fingerprint);
    if (entry == nullptr) {
      triaged.fresh.push_back(std::move(finding));
    } else if (entry->expires && *entry->expires < today) {
      finding.notes.push_back(absl::StrCat(
          "accepted until ", absl::FormatCivilTime(*entry->expires),
          entry->owner.empty() ? "" : absl::StrCat(" by ", entry->owner),
          ", which has passed"));
      triaged.fresh.push_back(std::move(finding));
    } else {
      triaged.known.push_back({std::move(finding), *entry});
    }
  }
  for (const BaselineEntry& entry : baseline.entries) {
    if (seen.count(entry.fingerprint) == 0) triaged.stale.push_back(entry);
  }
  return triaged;
}

Baseline Updated(const Triaged& triaged, const std::string& owner,
                 std::optional<absl::CivilDay> expires) {
  Baseline baseline;
  for (const Triaged::Known& known : triaged.known) {
    baseline.entries.push_back(known.entry);
  }
  for (const Finding& finding : triaged.fresh) {
    BaselineEntry entry;
    entry.fingerprint = finding.fingerprint;
    entry.message = finding.message;
    entry.owner = owner;
    entry.expires = expires;
    baseline.entries.push_back(std::move(entry));
  }
  return baseline;
}

}  // namespace racekit::triage
