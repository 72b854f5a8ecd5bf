// What the tests of harness/process/ share.

#ifndef RACEKIT_TESTS_HARNESS_PROCESS_PROCESS_TEST_UTIL_H_
#define RACEKIT_TESTS_HARNESS_PROCESS_PROCESS_TEST_UTIL_H_

#include <string>
#include <vector>

#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit {

// A command that runs puppet.cc with `args`.
Command Puppet(std::vector<std::string> args);

// Starts it. Ends the test process where that fails.
ChildProcess StartPuppet(std::vector<std::string> args);
ChildProcess MustStart(const Command& command);

// The next line a child writes to its output, without the newline; what there
// is if it closes its output first. Waits for it.
std::string ReadLine(ChildProcess& child);

// A pipe that every descendant of a child holds open: they are all gone when it
// ends.
class Lifeline {
 public:
  Lifeline();
  Stdio stdio() const { return Stdio::Descriptor(write_end_.get()); }
  // Lets go of this process's own end. After the last child is started.
  void Release() { write_end_.Close(); }
  // Waits until nobody holds it.
  void AwaitEnd();

 private:
  internal::UniqueFd read_end_;
  internal::UniqueFd write_end_;
};

// How many descriptors this process has open.
int CountOpenDescriptors();

// Whether this process has any child, zombies included.
bool HasChildren();

}  // namespace racekit

#endif  // RACEKIT_TESTS_HARNESS_PROCESS_PROCESS_TEST_UTIL_H_
