// What earlier executions of a body looked like: how long they were, how much
// each thread did, which places in the code touch a thing that is shared.
// Strategies that spread their choices over an execution need to know.

#ifndef RACEKIT_HARNESS_SCHEDULE_PROFILE_H_
#define RACEKIT_HARNESS_SCHEDULE_PROFILE_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Profile {
 public:
  struct ThreadProfile {
    std::uint64_t operations;
    ThreadId parent;
  };

  // A thing that two threads or more touched, known by the places that did.
  struct Shared {
    std::uint32_t first_site;  // in sites()
    std::uint32_t sites;
    std::uint32_t first_count;  // in counts()
    std::uint32_t counts;
  };
  struct ThreadCount {
    ThreadId thread;
    std::uint32_t operations;
  };

  // ---- for whoever drives a strategy

  void BeginExecution() {
    choices_ = changes_ = 0;
    log_.clear();
    logging_ = (executions_ & (executions_ + 1)) == 0;
  }
  void OnChoice(const Point& point, ThreadId chosen) {
    const Operation& operation = point.threads[chosen].pending;
    ++choices_;
    if (Changes(operation.kind)) ++changes_;
    if (logging_) Log(operation, chosen);
  }
  void OnForced(const Operation& operation, ThreadId thread) {
    if (logging_) Log(operation, thread);
  }
  void EndExecution(const ThreadView* threads, int thread_count);
  // What is shared is found out anew.
  void PointsChanged() {
    executions_ = 0;
    best_log_ = 0;
  }

  // In this execution all operations are wanted: in the first and in the 2nd,
  // 4th, 8th, ... since points changed.
  bool logging() const { return logging_; }

  // ---- what is known; nothing before the first execution ended

  // Choices in an execution, the most that were seen.
  std::uint64_t choices() const { return most_choices_; }
  // And of those, the ones whose operation Changes() something.
  std::uint64_t changes() const { return most_changes_; }
  const arena::PageVector<ThreadProfile>& threads() const { return threads_; }
  const arena::PageVector<Shared>& shared() const { return shared_; }
  const std::uint64_t* sites(const Shared& shared) const {
    return sites_.data() + shared.first_site;
  }
  const ThreadCount* counts(const Shared& shared) const {
    return counts_.data() + shared.first_count;
  }

 private:
  struct Touch {
    std::uint64_t object;
    std::uint64_t site;
    std::uint32_t index;  // in the execution
    ThreadId thread;
    bool changes;
  };
  static constexpr std::size_t kMostLogged = std::size_t{1} << 16;

  void Log(const Operation& operation, ThreadId thread);
  void FindShared();
  void AddShared(Touch* begin, Touch* end);

  std::uint64_t choices_ = 0;
  std::uint64_t most_choices_ = 0;
  std::uint64_t changes_ = 0;
  std::uint64_t most_changes_ = 0;
  std::uint64_t executions_ = 0;  // since points changed
  std::size_t best_log_ = 0;      // length of the log that shared_ is from
  bool logging_ = false;
  arena::PageVector<ThreadProfile> threads_;
  arena::PageVector<Touch> log_;
  arena::PageVector<Touch> order_;  // FindShared()'s
  arena::PageVector<Shared> shared_;
  arena::PageVector<std::uint64_t> sites_;
  arena::PageVector<ThreadCount> counts_;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_PROFILE_H_
