// A scenario describes itself: a race in plain C++, its fixes, and the facts
// about both.
//
// The scenarios depend on nothing of racekit but this header, which depends on
// nothing: their code reads as it would in a product. harness/ runs them,
// `racekit hunt` lists and hunts them, tests/scenarios/ holds each to what it
// says here.

#ifndef RACEKIT_SCENARIOS_SCENARIO_H_
#define RACEKIT_SCENARIOS_SCENARIO_H_

#include <string>
#include <vector>

namespace racekit::scenarios {

// What one way of building and running a variant must say about it.
struct Expectation {
  enum class Verdict {
    kFound,   // within Variant::runs runs there is a finding of one of `kinds`
    kSilent,  // there is no finding in any number of runs
    kEither,  // depends on chance or on the machine: nothing is expected
  };
  Verdict verdict = Verdict::kEither;
  std::vector<std::string>
      kinds;  // names of FindingKind, "data-race" etc.; only for kFound
};

// One version of the code: with the race, or with one of its fixes.
struct Variant {
  std::string name;  // "racy", or what fixes it: "mutex", "atomic"
  bool racy = false;

  // Runs it once. Returns "" where the invariant held, else what was observed,
  // in one line: "counter is 361076, not 500000". May be called any number of
  // times in one process, one at a time.
  std::string (*run)() = nullptr;

  int runs = 100;  // the budget: runs on real threads within which what is
                   // expected shows

  Expectation stress;   // real threads, injected sleeps
  Expectation tsan;     // the same under ThreadSanitizer
  Expectation explore;  // controlled threads
};

struct Scenario {
  std::string name;       // "counter/unlocked": family and name, unique
  std::string kind;       // of bug, a name of FindingKind: "data-race",
                          // "lost-update", "deadlock", ...
  std::string summary;    // the bug in a sentence
  std::string source;     // where the idea comes from
  std::string invariant;  // what must hold, in words
  std::string observed;   // what a run of the racy variant was seen to do
  std::vector<Variant> variants;  // racy ones first
};

// Expectations of a variant without a bug, and building blocks for the others.
inline Expectation Silent() { return {Expectation::Verdict::kSilent, {}}; }
inline Expectation Either() { return {Expectation::Verdict::kEither, {}}; }
inline Expectation Found(std::vector<std::string> kinds) {
  return {Expectation::Verdict::kFound,
          static_cast<std::vector<std::string>&&>(kinds)};
}

// A variant with the bug, and what each way of running it says.
inline Variant Racy(std::string name, std::string (*run)(), Expectation stress,
                    Expectation tsan, Expectation explore, int runs = 100) {
  return {static_cast<std::string&&>(name),
          true,
          run,
          runs,
          static_cast<Expectation&&>(stress),
          static_cast<Expectation&&>(tsan),
          static_cast<Expectation&&>(explore)};
}

// A fixed variant: silent everywhere.
inline Variant Fixed(std::string name, std::string (*run)(), int runs = 100) {
  return {static_cast<std::string&&>(name),
          false,
          run,
          runs,
          Silent(),
          Silent(),
          Silent()};
}

}  // namespace racekit::scenarios

#endif  // RACEKIT_SCENARIOS_SCENARIO_H_
