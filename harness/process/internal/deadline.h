// A point in time that a change of the wall clock does not move.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_DEADLINE_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_DEADLINE_H_

#include <poll.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "absl/time/time.h"

namespace racekit::internal {

class Deadline {
 public:
  // Never passes if `timeout` is infinite; has passed if it is not positive.
  static Deadline After(absl::Duration timeout) {
    Deadline deadline;
    // Beyond a year it may as well be never, and cannot overflow.
    if (timeout < absl::Hours(24 * 365)) {
      deadline.at_ = Clock::now() + absl::ToChronoNanoseconds(timeout);
    }
    return deadline;
  }

  bool Passed() const { return at_.has_value() && Clock::now() >= *at_; }

  // Zero once it has passed.
  absl::Duration Left() const {
    if (!at_.has_value()) return absl::InfiniteDuration();
    return absl::FromChrono(
        std::max(*at_ - Clock::now(), Clock::duration::zero()));
  }

  // poll(), until something is ready or the deadline has passed.
  int Poll(pollfd* fds, nfds_t count) const {
    if (!at_.has_value()) return ppoll(fds, count, nullptr, nullptr);
    const timespec timeout = absl::ToTimespec(Left());
    return ppoll(fds, count, &timeout, nullptr);
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::optional<Clock::time_point> at_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_DEADLINE_H_
