// Three stages, download, resize and upload, each with several workers that
// hand photos on through a queue. They differ in how they are stopped.

#ifndef RACEKIT_SCENARIOS_QUEUE_PHOTO_PIPELINE_H_
#define RACEKIT_SCENARIOS_QUEUE_PHOTO_PIPELINE_H_

#include "scenarios/queue/photo.h"

namespace racekit::scenarios::queue {

// Each sends photos 1 to `photos` through the stages, with `workers` threads a
// stage, into `album`, and returns when all its threads have ended.

// BUG: a worker leaves when all photos have been handed in and its queue is
// empty. But a photo may be in the hands of a worker upstream.
void StopWhenEmpty(int photos, int workers, Album& album);

// BUG: the first worker that finds its queue closed and empty closes the next
// one. Its colleagues' last photos are then refused.
void FirstOutCloses(int photos, int workers, Album& album);

// Fixed: the last worker of a stage that leaves closes the next queue.
void LastOutCloses(int photos, int workers, Album& album);

// Fixed: whoever started the workers waits, stage by stage, until each item has
// been dealt with, then closes the queue.
void JoinThenClose(int photos, int workers, Album& album);

}  // namespace racekit::scenarios::queue

#endif  // RACEKIT_SCENARIOS_QUEUE_PHOTO_PIPELINE_H_
