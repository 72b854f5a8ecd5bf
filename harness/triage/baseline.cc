#include "harness/triage/baseline.h"

#include <algorithm>
#include <utility>

#define JSON_DIAGNOSTICS 1
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace racekit::triage {
namespace {

using Json = nlohmann::json;

constexpr char kVersion[] = "racekit_baseline";
constexpr int kThisVersion = 1;

}  // namespace

const BaselineEntry* Baseline::Find(std::string_view fingerprint) const {
  for (const BaselineEntry& entry : entries) {
    if (entry.fingerprint == fingerprint) return &entry;
  }
  return nullptr;
}

std::string BaselineToJson(const Baseline& baseline) {
  std::vector<BaselineEntry> sorted = baseline.entries;
  std::sort(sorted.begin(), sorted.end(),
            [](const BaselineEntry& a, const BaselineEntry& b) {
              return a.fingerprint < b.fingerprint;
            });
  Json entries = Json::array();
  for (const BaselineEntry& entry : sorted) {
    Json json = {{"fingerprint", entry.fingerprint},
                 {"message", entry.message},
                 {"owner", entry.owner},
                 {"note", entry.note}};
    if (entry.expires) json["expires"] = absl::FormatCivilTime(*entry.expires);
    entries.push_back(std::move(json));
  }
  return Json({{kVersion, kThisVersion}, {"entries", std::move(entries)}})
             .dump(1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text) {
  absl::CivilDay day;
  const absl::string_view view(text.data(), text.size());
  // Years of other lengths would be read, too.
  if (text.size() == 10 && absl::ParseCivilTime(view, &day) &&
      absl::FormatCivilTime(day) == view) {
    return day;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", view, "' is no day: it must look like 2026-11-25"));
}

absl::StatusOr<Baseline> BaselineFromJson(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (const int version = json.at(kVersion).get<int>();
        version != kThisVersion) {
      return absl::InvalidArgumentError(
          absl::StrCat("(/", kVersion, ") is ", version,
                       "; this racekit reads version ", kThisVersion));
    }
    Baseline baseline;
    for (const Json& from : json.at("entries")) {
      BaselineEntry entry;
      from.at("fingerprint").get_to(entry.fingerprint);
      entry.message = from.value("message", "");
      entry.owner = from.value("owner", "");
      entry.note = from.value("note", "");
      if (from.contains("expires")) {
        const absl::StatusOr<absl::CivilDay> day =
            ParseDay(from["expires"].get<std::string>());
        if (!day.ok()) {
          return absl::InvalidArgumentError(
              absl::StrCat("(/entries/", baseline.entries.size(), "/expires) ",
                           day.status().message()));
        }
        entry.expires = *day;
      }
      baseline.entries.push_back(std::move(entry));
    }
    return baseline;
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(error.what());
  }
}

}  // namespace racekit::triage
