// The names of FindingKind, as they stand in reports, options and JSON
// ("data-race", "lost-update", ...).
//
// Public header (C++17).

#ifndef RACEKIT_DETECTORS_FINDING_KIND_H_
#define RACEKIT_DETECTORS_FINDING_KIND_H_

#include <optional>
#include <string_view>
#include <vector>

#include "detectors/finding.h"

namespace racekit {

// "data-race" for kDataRace, and so on: lower case, words joined by '-'.
std::string_view FindingKindName(FindingKind kind);

// The inverse; nullopt for a name that is none.
std::optional<FindingKind> ParseFindingKind(std::string_view name);

// Every kind once, in the order of the enumeration.
const std::vector<FindingKind>& AllFindingKinds();

}  // namespace racekit

#endif  // RACEKIT_DETECTORS_FINDING_KIND_H_
