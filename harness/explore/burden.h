// What executions that were abandoned (a deadlock, a crash) have left in this
// process: threads that never came to free their memory and to close their
// descriptors. To take it from them is not safe, since something else may have
// been given it to keep; a process that has had enough makes room for another.

#ifndef RACEKIT_HARNESS_EXPLORE_BURDEN_H_
#define RACEKIT_HARNESS_EXPLORE_BURDEN_H_

#include <cstdint>

namespace racekit::internal {

class Burden {
 public:
  // More than this process had when this was made: bytes of memory in use,
  // descriptors.
  static constexpr std::int64_t kMaxBytes = std::int64_t{128} << 20;
  static constexpr int kMaxDescriptors = 200;

  Burden();

  // Some microseconds; to be asked after an execution that was abandoned.
  bool IsTooMuch() const;

 private:
  const std::int64_t bytes_;
  const int descriptor_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_BURDEN_H_
