// Whether what several threads saw of an object can be explained by a
// sequential one.
//
//   An object is linearizable if every history of it is: if there is an order
//   of its operations that keeps each one that had ended before another began
//   in front of it, and in which a sequential object would have given the same
//   results. (Herlihy and Wing, "Linearizability: a correctness condition for
//   concurrent objects", TOPLAS 1990.)
//
// The search is Wing and Gong's ("Testing and verifying concurrent objects",
// 1993) with Lowe's memory of what was tried ("Testing for linearizability",
// 2017). The problem is NP-complete: time and memory can grow exponentially in
// the number of operations that overlap; they are linear in the length of a
// history of which few do.
//
// Pure; not thread-safe. Public header (C++17).

#ifndef RACEKIT_DETECTORS_LINEARIZABILITY_HISTORY_H_
#define RACEKIT_DETECTORS_LINEARIZABILITY_HISTORY_H_

#include <cstdint>
#include <limits>
#include <vector>

namespace racekit::linearizability {

// An operation on the object: when it began and ended, on any clock that never
// stands still: no two of these times in a history are the same.
struct Interval {
  static constexpr std::int64_t kPending =
      std::numeric_limits<std::int64_t>::max();

  int thread = 0;
  std::int64_t begin = 0;
  // kPending: it did not end. It may have taken effect or not, with any result.
  std::int64_t end = kPending;

  bool pending() const { return end == kPending; }
};

// A sequential object, as the search sees it: its states are numbers. Equal
// states should have the same number, or the search takes longer.
class Model {
 public:
  virtual int Initial() = 0;
  // The state after the operation of that index, with the result that it had;
  // kImpossible if a sequential object in `state` would have had another one,
  // or would have had to wait.
  virtual int Apply(int state, int operation) = 0;

  static constexpr int kImpossible = -1;

 protected:
  ~Model() = default;
};

enum class Criterion {
  kLinearizable,
  // Each thread's operations in its order; what happened on other threads may
  // have been seen late (Lamport, 1979).
  kSequentiallyConsistent,
  // Operations with a moment between them when none was under way stay in
  // order; all others may be swapped, even those of one thread (Aspnes, Herlihy
  // and Shavit, "Counting networks", 1994).
  kQuiescentlyConsistent,
};

struct Verdict {
  enum class Kind {
    kHolds,
    kViolated,
    kUnknown,  // the limit was reached
  };
  Kind kind = Kind::kHolds;
  // kHolds: an order of operations, by index, that explains all results; those
  // that did not end need not be among them. Else, the longest order found that
  // explains the operations in it.
  std::vector<int> order;
  std::int64_t tried = 0;  // configurations: operations done, and a state

  bool holds() const { return kind == Kind::kHolds; }
};

// `limit`: configurations to try at most; each takes some tens of bytes, and
// what a state takes.
Verdict CheckHistory(const std::vector<Interval>& history, Model& model,
                     Criterion criterion = Criterion::kLinearizable,
                     std::int64_t limit = 2'000'000);

}  // namespace racekit::linearizability

#endif  // RACEKIT_DETECTORS_LINEARIZABILITY_HISTORY_H_
