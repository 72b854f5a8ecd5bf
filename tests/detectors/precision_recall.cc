// Prints how often each detector is right, over all its cases:
//
//   bazel run //tests/detectors:precision_recall
//
// Exits with 1 if one of them is wrong once.

#include <cstdio>

#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

double Share(int part, int whole) {
  return whole == 0 ? 1 : static_cast<double>(part) / whole;
}

int PrintTable() {
  std::printf("%-20s %6s %6s %6s %6s %6s %10s %7s\n", "detector", "bugs",
              "found", "missed", "twins", "false", "precision", "recall");
  int wrong = 0;
  for (const Cases& cases : AllCases()) {
    int bugs = 0;
    int found = 0;
    int twins = 0;
    int cried = 0;
    for (const Case& c : cases.cases) {
      const bool says = !cases.run(c.script.events()).empty();
      if (c.lines.empty()) {
        ++twins;
        cried += says ? 1 : 0;
      } else {
        ++bugs;
        found += says ? 1 : 0;
      }
    }
    std::printf("%-20s %6d %6d %6d %6d %6d %10.3f %7.3f\n",
                cases.detector.c_str(), bugs, found, bugs - found, twins, cried,
                Share(found, found + cried), Share(found, bugs));
    wrong += bugs - found + cried;
  }
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace racekit::detectors

int main() { return racekit::detectors::PrintTable(); }
