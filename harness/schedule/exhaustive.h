// Exhaustive search, depth first: every schedule once, or every one with at
// most so many preemptions. It knows when nothing is left: a body that passed
// is then proved correct, within the bound, for this input.
//
// Preemption bounding: Musuvathi and Qadeer, "Iterative context bounding for
// systematic testing of multithreaded programs", PLDI 2007.
//
// Sleep sets (Godefroid, "Partial-order methods for the verification of
// concurrent systems", 1996) leave out schedules that differ from an explored
// one in the order of independent operations alone. They go with an unlimited
// number of preemptions only: cut at a bound, the schedule that stands for the
// others may be the one that is left out (Coons, Musuvathi and McKinley,
// "Bounded partial-order reduction", OOPSLA 2013).
//
// A schedule that cannot be followed again, because the body does not depend on
// the schedule alone, makes the search incomplete: see diverged().
//
// Growth: some tens of bytes for each choice of the deepest execution and each
// thread that could have gone on there.

#ifndef RACEKIT_HARNESS_SCHEDULE_EXHAUSTIVE_H_
#define RACEKIT_HARNESS_SCHEDULE_EXHAUSTIVE_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Exhaustive final : public Strategy {
 public:
  static constexpr int kUnlimited = -1;

  struct Options {
    int preemptions = kUnlimited;  // at most so many in an execution
    // Leave out what differs in the order of independent operations alone. Of
    // no effect with a bound.
    bool sleep_sets = true;
  };

  Exhaustive() : Exhaustive(Options()) {}
  explicit Exhaustive(const Options& options)
      : bound_(options.preemptions),
        sleep_sets_(options.sleep_sets && options.preemptions == kUnlimited) {}

  const char* name() const override { return "exhaustive"; }
  // Numbers of executions are of no account: each call goes on to the next
  // schedule that is left.
  bool BeginExecution(std::uint64_t execution) override;
  ThreadId Choose(const Point& point) override;
  void EndExecution(const ThreadView* threads, int thread_count) override;
  void PointsChanged() override;

  // Every schedule within the bound has been executed.
  bool complete() const { return complete_ && diverged_ == 0; }
  // Executions that could not follow the schedule they were to follow.
  std::int64_t diverged() const { return diverged_; }

 private:
  // A thread that could have gone on at a choice.
  struct Candidate {
    ThreadId thread;
    bool asleep;  // what begins with it has been explored elsewhere
    bool tried;
    Operation operation;
  };
  // A choice on the path that is being followed or extended.
  struct Node {
    std::size_t first;  // its candidates
    int count;
    int chosen;       // index among them
    int preemptions;  // on the path before it
    ThreadId current;
    std::int64_t step;
  };

  Node Expand(const Point& point);
  void FallAsleep(const Node& previous, const Node& node, bool skipped);
  int Cost(const Node& node, int candidate) const;
  int NextUntried(const Node& node) const;
  bool Matches(const Node& node, const Point& point) const;
  ThreadId Take(Node& node, int candidate);

  const int bound_;
  const bool sleep_sets_;
  bool complete_ = false;
  bool off_path_ = false;   // this execution diverged
  bool redundant_ = false;  // its like has been explored
  std::int64_t diverged_ = 0;
  std::size_t depth_ = 0;  // choices made in this execution
  arena::PageVector<Node> nodes_;
  arena::PageVector<Candidate> candidates_;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_EXHAUSTIVE_H_
