#include <string>
#include <vector>

#include "scenarios/fanout/fanout.h"
#include "scenarios/fanout/process_workers.h"
#include "scenarios/queue/delivery_log.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::fanout {
namespace {

constexpr int kJobs = 12;
constexpr int kWorkers = 3;
constexpr int kRuns = 30;

using DoJobsFunction = std::vector<int> (*)(int jobs, int workers);

template <DoJobsFunction kDoJobs>
std::string Run() {
  queue::DeliveryLog log;
  for (const int job : kDoJobs(kJobs, kWorkers)) log.Arrived(job);
  return log.Complaint(kJobs);
}

// Other processes are out of the controlled threads' world.
Variant FixedOutOfControl(const char* name, Body run) {
  Variant variant = Fixed(name, run, kRuns);
  variant.explore = Refused("fork()");
  return variant;
}

}  // namespace

Scenario WorkerProcesses() {
  return {
      .name = "fanout/worker-processes",
      .kind = "order-violation",
      .summary =
          "Worker processes each end their reports with DONE, and whoever "
          "gathers them stops at the first.",
      .source = "a course on Python concurrency: processes, a queue, and DONE",
      .invariant = "each job is reported as done, once",
      .observed = "1 of 12 items never arrived, the first is 11",
      .variants =
          {
              // Nothing in memory is shared: ThreadSanitizer has nothing to
              // say.
              Racy("first-done", Run<DoJobsUntilFirstDone>,
                   Found({"order-violation"}), Silent(), Refused("fork()"),
                   kRuns),
              FixedOutOfControl("all-done", Run<DoJobsUntilAllDone>),
              FixedOutOfControl("end-of-queue", Run<DoJobsUntilEnd>),
          },
  };
}

}  // namespace racekit::scenarios::fanout
