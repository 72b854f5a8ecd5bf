// Small programs with a bug each, for tests that need failing executions of
// many kinds.

#ifndef RACEKIT_TESTS_HARNESS_EXPLORE_SMALL_PROGRAMS_H_
#define RACEKIT_TESTS_HARNESS_EXPLORE_SMALL_PROGRAMS_H_

#include <string>
#include <vector>

namespace racekit {

struct SmallProgram {
  const char* name;
  std::string (*body)();  // "" or what it observed that is wrong
};

const std::vector<SmallProgram>& SmallPrograms();

}  // namespace racekit

#endif  // RACEKIT_TESTS_HARNESS_EXPLORE_SMALL_PROGRAMS_H_
