// The ways in which a scenario is built and run. All that hunt knows of them is
// this list: one that joins adds a line in build_variants.cc and its runner to
// the BUILD file.

#ifndef RACEKIT_HARNESS_CLI_HUNT_BUILD_VARIANTS_H_
#define RACEKIT_HARNESS_CLI_HUNT_BUILD_VARIANTS_H_

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace racekit::cli {

struct BuildVariant {
  std::string name;    // as in Report::variant
  std::string runner;  // the scenario runner built so, as a runfile
  scenarios::Expectation scenarios::Variant::*expectation;
  // Runs a racy variant with and without injected sleeps, to compare.
  bool compares = false;
  // Says the same thing once per process, however often it happens: the number
  // of failed runs means nothing, the first of them does.
  bool reports_once = false;
  // Executions are chosen, not sampled: the first that shows something tells
  // more than their failure rate.
  bool controlled = false;
  // The runs within which what is expected shows.
  int scenarios::Variant::*runs = &scenarios::Variant::runs;
};

// In the order of the table.
const std::vector<BuildVariant>& AllBuildVariants();

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_BUILD_VARIANTS_H_
