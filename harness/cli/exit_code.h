// How racekit ends. Bug found, tool misused, tool broken: three different
// things, told apart by scripts.

#ifndef RACEKIT_HARNESS_CLI_EXIT_CODE_H_
#define RACEKIT_HARNESS_CLI_EXIT_CODE_H_

namespace racekit::cli {

enum ExitCode {
  kAsExpected = 0,
  kNotAsExpected = 1,  // something else was found than should be, or a check
                       // failed
  kMisuse = 2,         // the command line is wrong
  kOwnFault = 3,       // racekit, or a runner of its own, broke
};

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_EXIT_CODE_H_
