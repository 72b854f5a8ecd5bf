#include <string>
#include <vector>

#include "harness/cli/compile/compile.h"
#include "harness/cli/subcommand.h"

namespace racekit::cli {

int CcCommand(const std::vector<std::string>& args) {
  return Compile(CompiledLanguage::kC, args);
}

int CxxCommand(const std::vector<std::string>& args) {
  return Compile(CompiledLanguage::kCxx, args);
}

}  // namespace racekit::cli
