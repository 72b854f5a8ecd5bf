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
    kFound,    // within Variant::runs runs there is a finding of one of `kinds`
    kSilent,   // there is no finding in any number of runs
    kEither,   // depends on chance or on the machine: nothing is expected
    kRefused,  // it cannot be run so, and each run says that, and why
  };
  Verdict verdict = Verdict::kEither;
  std::vector<std::string>
      kinds;  // names of FindingKind, "data-race" etc.; only for kFound
  std::string reason;  // what is refused, "fork()"; only for kRefused
};

// How much one run does. Threads that meet by chance need many occasions in a
// run; threads whose every meeting is tried need one, and each more multiplies
// what there is to try.
enum class Scale {
  kFull,   // as on real threads
  kSmall,  // as controlled threads need it to show the same bug
};

// The number that is meant at `scale`.
constexpr int Sized(Scale scale, int full, int small) {
  return scale == Scale::kSmall ? small : full;
}

// What a variant runs, once. Returns "" where the invariant held, else what was
// observed, in one line: "counter is 361076, not 500000". May be called any
// number of times in one process, one at a time.
class Body {
 public:
  Body() = default;
  // Implicit, so that a function stands for itself.
  Body(std::string (*run)(Scale)) : sized_(run) {}  // NOLINT
  // One that is small as it is.
  Body(std::string (*run)()) : run_(run) {}  // NOLINT

  std::string operator()(Scale scale = Scale::kFull) const {
    return sized_ != nullptr ? sized_(scale) : run_();
  }
  explicit operator bool() const {
    return sized_ != nullptr || run_ != nullptr;
  }

 private:
  std::string (*sized_)(Scale) = nullptr;
  std::string (*run_)() = nullptr;
};

// One version of the code: with the race, or with one of its fixes.
struct Variant {
  std::string name;  // "racy", or what fixes it: "mutex", "atomic"
  bool racy = false;

  Body run;

  int runs = 100;  // the budget: runs on real threads within which what is
                   // expected shows

  int executions = 100;  // the same on controlled threads

  Expectation stress;   // real threads, injected sleeps
  Expectation tsan;     // the same under ThreadSanitizer
  Expectation explore;  // controlled threads, at the small scale
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
inline Expectation Silent() { return {Expectation::Verdict::kSilent, {}, ""}; }
inline Expectation Either() { return {Expectation::Verdict::kEither, {}, ""}; }
inline Expectation Found(std::vector<std::string> kinds) {
  return {Expectation::Verdict::kFound,
          static_cast<std::vector<std::string>&&>(kinds), ""};
}
inline Expectation Refused(std::string reason) {
  return {
      Expectation::Verdict::kRefused, {}, static_cast<std::string&&>(reason)};
}

// A variant with the bug, and what each way of running it says.
inline Variant Racy(std::string name, Body run, Expectation stress,
                    Expectation tsan, Expectation explore, int runs = 100) {
  Variant variant;
  variant.name = static_cast<std::string&&>(name);
  variant.racy = true;
  variant.run = run;
  variant.runs = runs;
  variant.executions = 100;
  variant.stress = static_cast<Expectation&&>(stress);
  variant.tsan = static_cast<Expectation&&>(tsan);
  variant.explore = static_cast<Expectation&&>(explore);
  return variant;
}

// A fixed variant: silent everywhere.
inline Variant Fixed(std::string name, Body run, int runs = 100) {
  Variant variant;
  variant.name = static_cast<std::string&&>(name);
  variant.run = run;
  variant.runs = runs;
  variant.executions = 2000;
  variant.stress = Silent();
  variant.tsan = Silent();
  variant.explore = Silent();
  return variant;
}

}  // namespace racekit::scenarios

#endif  // RACEKIT_SCENARIOS_SCENARIO_H_
