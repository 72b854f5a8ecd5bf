#include <vector>

#include "harness/cli/subcommand.h"

namespace racekit::cli {

const std::vector<Subcommand>& AllSubcommands() {
  static const auto* const all = new std::vector<Subcommand>{
      {"hunt", "hunt for the races of all scenarios, and see their fixes hold",
       HuntCommand},
      {"cc", "a C compiler whose programs can be explored", CcCommand},
      {"c++", "a C++ compiler whose programs can be explored", CxxCommand},
      {"doctor", "check whether this machine is fit for hunting races",
       DoctorCommand},
  };
  return *all;
}

}  // namespace racekit::cli
