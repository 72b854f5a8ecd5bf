// What a detector found, as plain numbers. What runs above the program makes a
// Finding of it, with names and stacks.

#ifndef RACEKIT_DETECTORS_PROBLEM_H_
#define RACEKIT_DETECTORS_PROBLEM_H_

#include <cstdint>

#include "detectors/event.h"
#include "detectors/finding_kind.h"

namespace racekit::detectors {

// One of the events that a problem hangs on. A finding says "T1 ACTION at
// file.cc:12": "locks", "destroys the mutex that T2 holds".
struct ProblemStep {
  const char* action = "";  // lives for ever
  Event event;
};

struct Problem {
  static constexpr int kMaxSteps = 32;

  FindingKind kind = FindingKind::kOther;
  const char* detector = "";  // Detector::name()
  // What is wrong, in words that hold for every instance: "a mutex is unlocked
  // by a thread that does not hold it". Lives for ever.
  const char* what = "";
  // What need not be wrong, or was not seen to do harm: reported, but no test
  // fails for it.
  bool suspicion = false;
  // What it is about: memory, a lock.
  std::uintptr_t address = 0;
  int size = 0;
  ProblemStep steps[kMaxSteps];  // the first `size`, in the order of events

  void Add(const char* action, const Event& event) {
    if (size < kMaxSteps) steps[size++] = {action, event};
  }
};

class ProblemSink {
 public:
  // Called in the middle of the event that made it one. One mistake in the
  // program shows here as often as it happens.
  virtual void OnProblem(const Problem& problem) = 0;

 protected:
  ~ProblemSink() = default;
};

// Keeps the first problem of each sequence of places in the code, up to a
// number that nobody reads on beyond.
class ProblemLog : public ProblemSink {
 public:
  static constexpr int kCapacity = 64;

  void OnProblem(const Problem& problem) override {
    for (int i = 0; i < size_; ++i) {
      if (SamePlaces(problems_[i], problem)) return;
    }
    if (size_ < kCapacity) problems_[size_++] = problem;
  }
  void Clear() { size_ = 0; }

  int size() const { return size_; }
  const Problem& operator[](int i) const { return problems_[i]; }

 private:
  static bool SamePlaces(const Problem& a, const Problem& b) {
    if (a.what != b.what || a.size != b.size) return false;
    for (int i = 0; i < a.size; ++i) {
      const Site& one = a.steps[i].event.site;
      const Site& other = b.steps[i].event.site;
      // With its callers: most locks are taken in std::mutex::lock().
      if (one.pc != other.pc || one.stack != other.stack) return false;
    }
    return true;
  }

  Problem problems_[kCapacity];
  int size_ = 0;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_PROBLEM_H_
