// SIGINT and SIGTERM, as a wish to stop and tell what was found.

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_STOP_SIGNAL_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_STOP_SIGNAL_H_

namespace racekit::cli {

// From now on these signals do not end the process, but the second one does.
void CatchStopSignals();

// One has come.
bool IsStopWanted();

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_STOP_SIGNAL_H_
