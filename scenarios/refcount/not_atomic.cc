#include <memory>
#include <string>

#include "scenarios/refcount/frame.h"
#include "scenarios/refcount/refcount.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::refcount {
namespace {

// How many threads take a frame and let go, and how often each.
int Threads(Scale scale) { return Sized(scale, 4, 2); }
int Times(Scale scale) { return Sized(scale, 50'000, 1); }

std::string Judge(const FramePool& pool) {
  if (pool.given_back() == 1) return "";
  return "the frame was given back " + std::to_string(pool.given_back()) +
         " times";
}

template <typename Frame>
std::string Run(Scale scale) {
  const int times = Times(scale);
  FramePool pool;
  Frame frame(&pool);
  RunThreads(Threads(scale), [&](int) {
    for (int i = 0; i < times; ++i) {
      frame.Keep();
      frame.Release();
    }
  });
  frame.Release();
  return Judge(pool);
}

std::string RunSharedPtr(Scale scale) {
  const int times = Times(scale);
  FramePool pool;
  std::shared_ptr<FramePool> frame(&pool,
                                   [](FramePool* owner) { owner->GiveBack(); });
  RunThreads(Threads(scale), [&](int) {
    for (int i = 0; i < times; ++i) const auto kept = frame;
  });
  frame.reset();
  return Judge(pool);
}

}  // namespace

Scenario NotAtomic() {
  return {
      .name = "refcount/not-atomic",
      .kind = "lost-update",
      .summary =
          "The reference count of an object that threads share is a "
          "plain int.",
      .source = "hand-made reference counting, as found in many a codebase",
      .invariant = "a frame is given back once, when nobody holds it any more",
      .observed = "the frame was given back 2904 times",
      .variants =
          {
              Racy("racy", Run<PlainFrame>, Found({"lost-update"}),
                   Found({"data-race"}), Found({"data-race", "lost-update"})),
              Fixed("atomic", Run<AtomicFrame>),
              Fixed("shared-ptr", RunSharedPtr),
          },
  };
}

}  // namespace racekit::scenarios::refcount
