#include "scenarios/refcount/frame.h"

#include <atomic>

namespace racekit::scenarios::refcount {

void PlainFrame::Keep() { ++references_; }  // racy: references_

void PlainFrame::Release() {
  if (--references_ == 0) pool_->GiveBack();  // racy: references_
}

// Relaxed: whoever adds a reference has one, so the frame is there.
void AtomicFrame::Keep() {
  references_.fetch_add(1, std::memory_order_relaxed);
}

void AtomicFrame::Release() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    pool_->GiveBack();
  }
}

}  // namespace racekit::scenarios::refcount
