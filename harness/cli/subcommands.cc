#include <vector>

#include "harness/cli/program/program_command.h"
#include "harness/cli/subcommand.h"

namespace racekit::cli {

const std::vector<Subcommand>& AllSubcommands() {
  static const auto* const all = new std::vector<Subcommand>{
      {"hunt", "hunt for the races of a program, or of all scenarios",
       HuntCommand},
      {"replay", "repeat one execution of a program, found by a hunt",
       ReplayCommand},
      {"deflake", "make a test that fails now and then fail each time",
       DeflakeCommand},
      {"triage", "say which of ThreadSanitizer's reports in a log are new",
       TriageCommand},
      {"cc", "a C compiler whose programs can be explored", CcCommand},
      {"c++", "a C++ compiler whose programs can be explored", CxxCommand},
      {"doctor", "check whether this machine is fit for hunting races",
       DoctorCommand},
  };
  return *all;
}

}  // namespace racekit::cli
