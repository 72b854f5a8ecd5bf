// What executions of a program read and write by the standard descriptors: each
// begins with the same input, and its output is kept.

#ifndef RACEKIT_HARNESS_WHOLE_OUTPUT_H_
#define RACEKIT_HARNESS_WHOLE_OUTPUT_H_

#include <string>
#include <vector>

#include "detectors/torn_output.h"

namespace racekit::whole {

class StandardStreams {
 public:
  // `capture`: output is kept in memory; else it goes where the process' own
  // does. Ends the process if there is no memory to keep it in.
  explicit StandardStreams(bool capture);

  // In the process of an execution, at its start.
  void Begin() const;

  // In the parent, after an execution: who wrote its standard output; empty if
  // not captured, or if that is not known of all of it.
  std::vector<detectors::OutputPiece> Pieces() const;

  // In the parent, after an execution: what it wrote; empty if not captured.
  std::string Output() const { return Contents(output_); }
  std::string Errors() const { return Contents(errors_); }

 private:
  static std::string Contents(int fd);

  int output_ = -1;
  int errors_ = -1;
};

}  // namespace racekit::whole

#endif  // RACEKIT_HARNESS_WHOLE_OUTPUT_H_
