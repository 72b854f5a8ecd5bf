// What detectors are measured with: executions with a bug and near twins
// without. Each detector has at least ten of both. cases_test.cc holds it to
// all of them; precision_recall.cc counts.

#ifndef RACEKIT_TESTS_DETECTORS_CASES_H_
#define RACEKIT_TESTS_DETECTORS_CASES_H_

#include <string>
#include <type_traits>
#include <vector>

#include "detectors/detector.h"
#include "detectors/held_locks.h"
#include "detectors/problem.h"
#include "tests/detectors/script.h"

namespace racekit::detectors {

struct Case {
  std::string name;
  Script script;
  // Of the problem, the lines of its steps in order. Empty: there is no bug.
  std::vector<int> lines;
};

struct Cases {
  std::string detector;
  // What the detector says of an execution.
  std::vector<Problem> (*run)(const std::vector<Event>& events);
  std::vector<Case> cases;
};

template <typename Tested>
Tested& Make(ProblemSink* sink, const HeldLocksByThread* held) {
  if constexpr (std::is_constructible_v<Tested, ProblemSink*,
                                        const HeldLocksByThread*>) {
    static Tested detector(sink, held);
    return detector;
  } else {
    static Tested detector(sink);
    return detector;
  }
}

// For Cases::run.
template <typename Tested>
std::vector<Problem> RunOn(const std::vector<Event>& events) {
  static ProblemLog log;
  static HeldLocksByThread held;
  static Tested& detector = Make<Tested>(&log, &held);
  log.Clear();
  held.BeginExecution();
  detector.BeginExecution();
  for (const Event& event : events) {
    const Interest interest = InterestOf(event.kind);
    if ((detector.interests() & interest) != 0) detector.OnEvent(event);
    if ((HeldLocksByThread::kInterests & interest) != 0) held.OnEvent(event);
  }
  detector.EndExecution();
  std::vector<Problem> problems;
  for (int i = 0; i < log.size(); ++i) problems.push_back(log[i]);
  return problems;
}

inline std::vector<int> LinesOf(const Problem& problem) {
  std::vector<int> lines;
  for (int i = 0; i < problem.size; ++i) {
    lines.push_back(static_cast<int>(problem.steps[i].event.site.pc));
  }
  return lines;
}

Cases AtomicityCases();
Cases HappensBeforeCases();
Cases LockOrderCases();
Cases LocksetCases();
Cases MisuseCases();
Cases OrderViolationCases();
Cases PredictedRaceCases();

// Of all detectors that are tested so.
inline std::vector<Cases> AllCases() {
  return {AtomicityCases(),    HappensBeforeCases(), LockOrderCases(),
          LocksetCases(),      MisuseCases(),        OrderViolationCases(),
          PredictedRaceCases()};
}

}  // namespace racekit::detectors

#endif  // RACEKIT_TESTS_DETECTORS_CASES_H_
