// What an execution of a program may do to the machine: it has a folder to
// itself, and its files have an end.

#ifndef RACEKIT_HARNESS_WHOLE_SCRATCH_H_
#define RACEKIT_HARNESS_WHOLE_SCRATCH_H_

#include <string>

#include "absl/status/status.h"
#include "harness/whole/request.h"

namespace racekit::whole {

class Scratch {
 public:
  explicit Scratch(const Request& request);
  // Removes the folder.
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // Makes the folder, and it $TMPDIR of this process and its children.
  absl::Status Make();

  // In the process of an execution, at its start.
  void Begin() const;

  // In the parent, after an execution: whatever it left there is removed.
  void Clear() const;

 private:
  const std::string folder_;
  const std::int64_t file_size_;
  const bool in_scratch_;
};

}  // namespace racekit::whole

#endif  // RACEKIT_HARNESS_WHOLE_SCRATCH_H_
