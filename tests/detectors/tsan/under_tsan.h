// A program of program.h run by real threads under ThreadSanitizer, in the
// order that it says: a baton goes from thread to thread that ThreadSanitizer
// cannot see, so nothing but the program's own operations orders them to its
// eyes.

#ifndef RACEKIT_TESTS_DETECTORS_TSAN_UNDER_TSAN_H_
#define RACEKIT_TESTS_DETECTORS_TSAN_UNDER_TSAN_H_

#include <set>

#include "tests/detectors/tsan/program.h"

namespace racekit::detectors {

// Most programs that a process can run: each has memory of its own, since
// ThreadSanitizer remembers.
inline constexpr int kMaxPrograms = 4096;

struct TsanReports {
  std::set<int> variables;  // with a race
  bool lock_order = false;  // an inversion
};

TsanReports RunUnderTsan(const Program& program);

}  // namespace racekit::detectors

#endif  // RACEKIT_TESTS_DETECTORS_TSAN_UNDER_TSAN_H_
