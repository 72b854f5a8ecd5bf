#include "harness/cli/hunt/found.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "detectors/finding_kind.h"
#include "harness/report/report.h"

namespace racekit::cli {
namespace {

void AddOnce(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) {
    list.push_back(std::move(text));
  }
}

}  // namespace

std::vector<std::string> FoundKinds(const Report& report) {
  std::vector<std::string> kinds;
  for (const Finding& finding : report.findings) {
    AddOnce(kinds, std::string(FindingKindName(finding.kind)));
  }
  return kinds;
}

std::vector<std::string> FoundBy(const Report& report) {
  std::vector<std::string> detectors;
  for (const Finding& finding : report.findings) {
    AddOnce(detectors, finding.detector);
  }
  return detectors;
}

}  // namespace racekit::cli
