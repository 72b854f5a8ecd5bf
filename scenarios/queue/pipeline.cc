#include <string>

#include "scenarios/queue/photo.h"
#include "scenarios/queue/photo_pipeline.h"
#include "scenarios/queue/queue.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::queue {
namespace {

using PipelineFunction = void (*)(int photos, int workers, Album& album);

template <PipelineFunction kPipeline>
std::string Run(Scale scale) {
  const int photos = Sized(scale, 12, 2);
  const int workers = Sized(scale, 3, 2);  // a stage
  Album album;
  kPipeline(photos, workers, album);
  return album.Complaint(photos);
}

}  // namespace

Scenario Pipeline() {
  return {
      .name = "queue/pipeline",
      .kind = "order-violation",
      .summary =
          "Workers of a pipeline leave while photos are still in the "
          "hands of workers upstream.",
      .source = "a course on Python concurrency: download, resize, upload",
      .invariant = "every photo is uploaded exactly once, and all workers end",
      .observed = "2 of 12 items never arrived, the first is 10",
      .variants =
          {
              Racy("stop-when-empty", Run<StopWhenEmpty>,
                   Found({"order-violation"}), Silent(),
                   Found({"order-violation"})),
              Racy("first-out-closes", Run<FirstOutCloses>,
                   Found({"order-violation"}), Silent(),
                   Found({"order-violation"})),
              Fixed("last-out-closes", Run<LastOutCloses>),
              Fixed("join-then-close", Run<JoinThenClose>),
          },
  };
}

}  // namespace racekit::scenarios::queue
