// What `racekit cc` and `racekit c++` add to a compiler's command line, so that
// what it builds can be explored.

#ifndef RACEKIT_HARNESS_CLI_COMPILE_WRAPPED_ARGUMENTS_H_
#define RACEKIT_HARNESS_CLI_COMPILE_WRAPPED_ARGUMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/cli/compile/invocation.h"

namespace racekit::cli {

enum class CompilerFamily { kGcc, kClang };

// By the compiler's name, links resolved: "/usr/bin/clang++-14". What is not
// called clang is taken for GCC.
CompilerFamily FamilyOf(std::string_view compiler);

// Paths of what racekit brings.
struct CompileFiles {
  std::string archive;  // libracekit_explore.a
  std::string exports;  // its public symbols, for --dynamic-list
  std::string specs;    // GCC's options for compiling, not for linking
};

// The arguments to run the compiler with: `args`, all of them, in their order
// and as they were written, with racekit's before and behind. Untouched where
// nothing is compiled or linked, and for links that bring their own start
// (Invocation::Links::kBare). `invocation` is what `args` ask for, with
// response files expanded.
//
// An error where program and racekit cannot go together; it says why, and what
// to do.
absl::StatusOr<std::vector<std::string>> WrappedArguments(
    const std::vector<std::string>& args, const Invocation& invocation,
    CompilerFamily family, const CompileFiles& files);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_COMPILE_WRAPPED_ARGUMENTS_H_
