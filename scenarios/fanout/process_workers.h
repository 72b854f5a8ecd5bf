// Workers that are processes: they take jobs from one queue, which all share,
// and put what came of them into another.

#ifndef RACEKIT_SCENARIOS_FANOUT_PROCESS_WORKERS_H_
#define RACEKIT_SCENARIOS_FANOUT_PROCESS_WORKERS_H_

#include <vector>

namespace racekit::scenarios::fanout {

// Each runs `workers` child processes that do jobs 1 to `jobs`, and returns the
// jobs that were reported as done, in the order of the reports, when all
// children are gone. Each worker is told DONE when there are no more jobs, and
// passes the marker on when it has reported its last. Call them without other
// threads; `jobs` is at most 64, so that all fit into the queue. They end the
// process if the system refuses.

// BUG: reads reports until a DONE. That is the first worker's; the others may
// not be through.
std::vector<int> DoJobsUntilFirstDone(int jobs, int workers);

// Fixed: reads on until each worker has said DONE.
std::vector<int> DoJobsUntilAllDone(int jobs, int workers);

// Fixed without a marker: reads to the end, which is there when the last worker
// has closed its end of the queue.
std::vector<int> DoJobsUntilEnd(int jobs, int workers);

}  // namespace racekit::scenarios::fanout

#endif  // RACEKIT_SCENARIOS_FANOUT_PROCESS_WORKERS_H_
