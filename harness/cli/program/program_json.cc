#include "harness/cli/program/program_json.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "detectors/finding_kind.h"
#include "harness/report/frames.h"

namespace racekit::cli {
namespace {

using Json = nlohmann::ordered_json;

void AddLocation(const Frame& frame, Json& locations) {
  Json location = {
      {"function", frame.function}, {"file", frame.file}, {"line", frame.line}};
  if (std::find(locations.begin(), locations.end(), location) ==
      locations.end()) {
    locations.push_back(std::move(location));
  }
}

// Where in the user's code: the innermost places of what the finding names, and
// the critical events of the shortest execution that shows it.
Json Locations(const Finding& finding) {
  Json locations = Json::array();
  for (const Access& access : finding.accesses) {
    const Frame* frame = FirstUserFrame(access.stack);
    if (frame != nullptr) AddLocation(*frame, locations);
  }
  if (!finding.explanation) return locations;
  for (const ExplainedEvent& event : finding.explanation->events) {
    if (event.critical) AddLocation(event.place, locations);
  }
  return locations;
}

Json FindingJson(const Finding& finding) {
  Json json = {
      {"kind", FindingKindName(finding.kind)}, {"message", finding.message},
      {"execution", finding.first_execution},  {"schedule", finding.schedule},
      {"switches", finding.switches},          {"count", finding.count},
      {"locations", Locations(finding)}};
  if (!finding.location.name.empty()) {
    json["variable"] = finding.location.name;
  }
  if (finding.explanation && !finding.explanation->headline.empty()) {
    json["headline"] = finding.explanation->headline;
  }
  return json;
}

}  // namespace

std::string ProgramToJson(const Report& report,
                          const std::vector<std::string>& command,
                          bool complete) {
  std::int64_t first = 0;
  Json findings = Json::array();
  for (const Finding& finding : report.findings) {
    findings.push_back(FindingJson(finding));
    const std::int64_t execution = finding.first_execution;
    if (execution > 0 && (first == 0 || execution < first)) first = execution;
  }
  Json json = {{"racekit_hunt", 1},
               {"command", command},
               {"complete", complete},
               {"seed", report.seed},
               {"executions", report.executions},
               {"failed_executions", report.failed_executions},
               {"seconds", report.seconds},
               {"first_finding_execution", nullptr},
               {"findings", std::move(findings)}};
  if (first > 0) json["first_finding_execution"] = first;
  if (report.explored) {
    json["strategy"] = report.explored->strategy;
    json["distinct"] = report.explored->distinct;
    json["exhausted"] = report.explored->complete;
    json["notes"] = report.explored->notes;
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace racekit::cli
