// Video frames that several threads hold at once. The last to let go of a frame
// gives it back to its pool.

#ifndef RACEKIT_SCENARIOS_REFCOUNT_FRAME_H_
#define RACEKIT_SCENARIOS_REFCOUNT_FRAME_H_

#include <atomic>

namespace racekit::scenarios::refcount {

// Only counts: the memory of a frame is the pool's until the pool ends, so that
// a frame which is given back too early does no more harm than that.
class FramePool {
 public:
  void GiveBack() { ++given_back_; }
  int given_back() const { return given_back_; }

 private:
  std::atomic<int> given_back_{0};
};

// The count of a frame starts at 1, for whoever made it. Keep() adds a
// reference; Release() takes one away, the last of which gives the frame back.

// BUG: the count is a plain int. A Keep() or a Release() that is lost in a race
// gives the frame back while it is in use, or never, or twice.
class PlainFrame {
 public:
  explicit PlainFrame(FramePool* pool) : pool_(pool) {}

  void Keep();
  void Release();

 private:
  FramePool* pool_;
  int references_ = 1;
};

// Fixed: the thread whose own decrement reaches 0 is the last. Release order
// hands on what each holder did with the frame, acquire order receives it.
class AtomicFrame {
 public:
  explicit AtomicFrame(FramePool* pool) : pool_(pool) {}

  void Keep();
  void Release();

 private:
  FramePool* pool_;
  std::atomic<int> references_{1};
};

}  // namespace racekit::scenarios::refcount

#endif  // RACEKIT_SCENARIOS_REFCOUNT_FRAME_H_
