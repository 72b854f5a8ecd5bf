// SURW, selectively uniform random walk: the interleavings of the operations
// that matter are all equally likely, however much else the threads do.
//
// Zhao, Wolff, Mathur and Roychoudhury, "Selectively uniform concurrency
// testing", ASPLOS 2025. A plain random walk lets a short thread run out early:
// that it comes late, after many steps of a long one, is exponentially
// unlikely. Here threads are drawn with the weight of what they have still to
// do, which makes interleavings uniform. "What matters" is drawn for each
// execution: everything, or what is done to one of the things that threads
// share.
//
// Where many threads can go on, one is proposed at random and accepted with the
// probability that its weight has of the heaviest's: as uniform, and its cost
// does not grow with the threads while their weights are alike.
//
// How much a thread will do is known from earlier executions; a thread that is
// not there yet counts with the one that will create it.

#ifndef RACEKIT_HARNESS_SCHEDULE_SURW_H_
#define RACEKIT_HARNESS_SCHEDULE_SURW_H_

#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/profile.h"
#include "harness/schedule/random.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Surw final : public Strategy {
 public:
  enum class Selection {
    kMixed,  // drawn for each execution
    kAll,    // everything matters: uniform over all interleavings
  };

  // `profile` must outlive this.
  Surw(std::uint64_t seed, const Profile* profile,
       Selection selection = Selection::kMixed)
      : seed_(seed), profile_(profile), selection_(selection) {}

  const char* name() const override {
    return selection_ == Selection::kAll ? "uniform" : "surw";
  }
  bool BeginExecution(std::uint64_t execution) override;
  ThreadId Choose(const Point& point) override;
  void EndExecution(const ThreadView*, int) override {}

 private:
  void SelectShared(const Profile::Shared& shared);
  void MeetThreads(const Point& point);
  bool Matters(const Operation& operation) const;
  std::uint64_t Weight(const Point& point, ThreadId thread) const;
  ThreadId DrawByWeight(const Point& point);
  ThreadId DrawByProposal(const Point& point);
  void FindHeaviest(const Point& point);
  ThreadId ChooseSelectively(const Point& point);
  ThreadId DrawEligible(const Point& point);
  bool IsEligible(const Point& point, ThreadId thread) const {
    return thread == intended_ || !Matters(point.threads[thread].pending);
  }

  const std::uint64_t seed_;
  const Profile* const profile_;
  const Selection selection_;
  Random random_;

  bool all_ = true;  // everything matters
  const std::uint64_t* sites_ = nullptr;
  std::uint32_t site_count_ = 0;

  // By thread: how much that matters it does in an execution, how much of it
  // is done, and how much those will do whom it has yet to create.
  struct Work {
    std::uint64_t total;
    std::uint64_t done;
    std::uint64_t descendants;
  };
  arena::PageVector<Work> work_;
  int met_ = 0;  // threads that exist
  // No thread weighs more. Found when threads come; weights only shrink after.
  std::uint64_t heaviest_ = 0;
  ThreadId intended_ = kNoThread;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_SURW_H_
