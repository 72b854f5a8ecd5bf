#include "detectors/detector_names.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

namespace racekit::detectors {
namespace {

constexpr DetectorSet kAll = (DetectorSet{1} << std::size(kDetectorNames)) - 1;

// Of a name alone, or of "default", "all", "none". False for anything else.
bool SetOf(std::string_view name, DetectorSet& set) {
  set = 0;
  if (name == "none") return true;
  if (name == "all") {
    set = kAll;
    return true;
  }
  if (name == "default") {
    set = DefaultDetectors();
    return true;
  }
  for (std::size_t i = 0; i < std::size(kDetectorNames); ++i) {
    if (kDetectorNames[i].name == name) set = DetectorSet{1} << i;
  }
  return set != 0;
}

std::string UnknownText(std::string_view name) {
  std::string text = "no detector is called '" + std::string(name) +
                     "'; there are default, all, none";
  for (const DetectorName& known : kDetectorNames) {
    text.append(", ").append(known.name);
  }
  return text;
}

}  // namespace

bool ParseDetectors(std::string_view text, DetectorSet& set,
                    std::string& error) {
  DetectorSet result =
      !text.empty() && text.front() == '-' ? DefaultDetectors() : 0;
  for (;;) {
    const std::size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    const bool away = !name.empty() && name.front() == '-';
    if (away) name.remove_prefix(1);
    DetectorSet named;
    if (!SetOf(name, named)) {
      error = UnknownText(name);
      return false;
    }
    result = away ? result & ~named : result | named;
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  set = result;
  return true;
}

}  // namespace racekit::detectors
