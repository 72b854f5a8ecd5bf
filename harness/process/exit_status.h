// How a process ended, as data.
//
// Public header (C++17). Thread-safe.

#ifndef RACEKIT_HARNESS_PROCESS_EXIT_STATUS_H_
#define RACEKIT_HARNESS_PROCESS_EXIT_STATUS_H_

#include <string>

namespace racekit {

struct ExitStatus {
  int code = 0;  // what it returned or passed to exit(); 0 if a signal ended it
  int signal = 0;  // the signal that ended it; 0 if it ended by itself
  bool core_dumped = false;

  // From the status that waitpid() gives of a process that has ended.
  static ExitStatus FromWaitStatus(int wait_status);

  // Ended by itself and said that all went well.
  bool ok() const { return code == 0 && signal == 0; }

  // "exit code 3", "killed by SIGSEGV (core dumped)".
  std::string ToString() const;

  friend bool operator==(const ExitStatus& a, const ExitStatus& b) {
    return a.code == b.code && a.signal == b.signal &&
           a.core_dumped == b.core_dumped;
  }
  friend bool operator!=(const ExitStatus& a, const ExitStatus& b) {
    return !(a == b);
  }
};

// "SIGSEGV"; "signal 99" for a number without a name.
std::string SignalName(int signal);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_PROCESS_EXIT_STATUS_H_
