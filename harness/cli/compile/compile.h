// `racekit cc` and `racekit c++`: a compiler, and what makes programs
// explorable.

#ifndef RACEKIT_HARNESS_CLI_COMPILE_COMPILE_H_
#define RACEKIT_HARNESS_CLI_COMPILE_COMPILE_H_

#include <string>
#include <vector>

namespace racekit::cli {

enum class CompiledLanguage { kC, kCxx };

// Becomes the compiler, so exit status and signals are its own; returns an
// ExitCode if it cannot.
int Compile(CompiledLanguage language, const std::vector<std::string>& args);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_COMPILE_COMPILE_H_
