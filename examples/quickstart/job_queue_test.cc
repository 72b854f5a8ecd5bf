// A queue of our own in racekit's suite for queues between threads. It has
// names of its own for what the suite asks for, and no TaskDone() and Join():
// the case about these is skipped.

#include "job_queue.h"

#include <cstddef>
#include <optional>

#include "scenarios/suites/blocking_queue_suite.h"

namespace racekit {

template <>
struct BlockingQueueTraits<JobQueue<int>> {
  static JobQueue<int> Make(std::size_t limit) { return JobQueue<int>(limit); }
  static bool Put(JobQueue<int>& queue, int job) { return queue.Push(job); }
  static std::optional<int> Get(JobQueue<int>& queue) {
    int job;
    if (!queue.Pop(&job)) return std::nullopt;
    return job;
  }
  static void Close(JobQueue<int>& queue) { queue.Close(); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Quickstart, BlockingQueueSuite, JobQueue<int>);

}  // namespace racekit
