// The subcommands that are about a program: `racekit hunt -- PROGRAM`, replay
// and deflake.

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_COMMAND_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_COMMAND_H_

#include <string>
#include <vector>

namespace racekit::cli {

// True for arguments of `racekit hunt` that are about a program, not about
// scenarios.
bool IsAboutProgram(const std::vector<std::string>& args);

// All return an ExitCode.
int HuntProgramCommand(const std::vector<std::string>& args);
int DeflakeCommand(const std::vector<std::string>& args);
int ReplayCommand(const std::vector<std::string>& args);

// What `racekit hunt --help` says of programs.
std::string HuntProgramHelp();

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_COMMAND_H_
