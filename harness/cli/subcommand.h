// The subcommands of the `racekit` tool. Adding one: its own file, a line in
// subcommands.cc, a test.

#ifndef RACEKIT_HARNESS_CLI_SUBCOMMAND_H_
#define RACEKIT_HARNESS_CLI_SUBCOMMAND_H_

#include <string>
#include <vector>

namespace racekit::cli {

struct Subcommand {
  std::string name;
  std::string summary;  // a line for `racekit --help`
  // Runs it with the arguments after its name, --help included. Returns an
  // ExitCode.
  int (*run)(const std::vector<std::string>& args);
};

// In the order in which help shows them.
const std::vector<Subcommand>& AllSubcommands();

int HuntCommand(const std::vector<std::string>& args);
int TriageCommand(const std::vector<std::string>& args);
int CcCommand(const std::vector<std::string>& args);
int CxxCommand(const std::vector<std::string>& args);
int DoctorCommand(const std::vector<std::string>& args);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_SUBCOMMAND_H_
