// An object and its specification, as whoever makes and runs scenarios sees
// them: calls by number, results as text.
//
// C++17.

#ifndef RACEKIT_HARNESS_LINEARIZABLE_SUBJECT_H_
#define RACEKIT_HARNESS_LINEARIZABLE_SUBJECT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "detectors/linearizability/history.h"
#include "harness/linearizable/scenario.h"

namespace racekit::internal {

class Subject {
 public:
  virtual ~Subject() = default;

  // Of each operation, how many arguments there are to choose from.
  virtual std::vector<int> Arguments() const = 0;
  virtual std::string CallText(const Call& call) const = 0;

  // A new object, and room for the results of so many calls.
  virtual void Begin(std::size_t calls) = 0;
  // On the object; the result is kept as that of call number `index`.
  virtual void Execute(const Call& call, std::size_t index) = 0;
  virtual std::string ResultText(std::size_t index) const = 0;
  // Whether the specification explains the results of `calls`.
  virtual linearizability::Verdict Check(
      const std::vector<Call>& calls,
      const std::vector<linearizability::Interval>& history,
      linearizability::Criterion criterion) const = 0;
  virtual void End() = 0;

  // Whether there is an order in which a sequential object would have to wait
  // for ever: no test of others.
  virtual bool MayGetStuck(const CallScenario& scenario) const = 0;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_LINEARIZABLE_SUBJECT_H_
