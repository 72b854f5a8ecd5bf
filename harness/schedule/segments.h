// A schedule as segments: a thread goes on until it has done so many
// operations of its own, or until it blocks; then the next segment's does.
//
// Unlike runs of choices, segments can be edited: what one that is left out
// would have done, the next one of that thread does.

#ifndef RACEKIT_HARNESS_SCHEDULE_SEGMENTS_H_
#define RACEKIT_HARNESS_SCHEDULE_SEGMENTS_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/choice_log.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

struct Segment {
  static constexpr std::uint32_t kUntilItBlocks = UINT32_MAX;

  ThreadId thread;
  std::uint32_t end;  // the Operation::ordinal before which it stops
};

using Segments = arena::PageVector<Segment>;

// The segments of a logged execution.
inline void ToSegments(const ChoiceLog& log, Segments& segments) {
  segments.clear();
  ThreadId running = kNoThread;
  for (const ChoiceLog::Choice& choice : log.choices()) {
    if (choice.current != kNoThread && choice.current != running) {
      segments.push_back({choice.current, Segment::kUntilItBlocks});
      running = choice.current;
    }
    if (choice.chosen == running) continue;
    if (choice.current != kNoThread) segments.back().end = choice.ordinal;
    segments.push_back({choice.chosen, Segment::kUntilItBlocks});
    running = choice.chosen;
  }
}

// Follows segments; those whose thread cannot go on are left out. After the
// last, nobody is preempted.
class FollowSegments final : public Strategy {
 public:
  // `segments` must outlive this.
  explicit FollowSegments(const Segments* segments) : segments_(segments) {}

  const char* name() const override { return "shrink"; }
  bool BeginExecution(std::uint64_t) override {
    next_ = 0;
    entered_ = false;
    return true;
  }

  ThreadId Choose(const Point& point) override {
    for (; next_ < segments_->size(); ++next_, entered_ = false) {
      const Segment& segment = (*segments_)[next_];
      if (segment.thread >= point.thread_count) continue;
      if (!IsRunnable(point, segment.thread)) continue;
      // Once it had to stop for others it has blocked.
      if (entered_ && point.current != segment.thread) continue;
      if (point.threads[segment.thread].pending.ordinal >= segment.end) {
        continue;
      }
      entered_ = true;
      return segment.thread;
    }
    return Undisturbed(point);
  }

  void EndExecution(const ThreadView*, int) override {}

 private:
  const Segments* const segments_;
  std::size_t next_ = 0;
  bool entered_ = false;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_SEGMENTS_H_
