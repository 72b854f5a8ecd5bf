// What a command line asks a compiler to do, as far as it matters to who wraps
// the compiler. GCC's and clang's options alike.

#ifndef RACEKIT_HARNESS_CLI_COMPILE_INVOCATION_H_
#define RACEKIT_HARNESS_CLI_COMPILE_INVOCATION_H_

#include <string>
#include <vector>

namespace racekit::cli {

struct Invocation {
  // It turns sources into code, by -S, by -c, or on the way to a link.
  bool compiles = false;

  enum class Links {
    kNothing,
    kExecutable,
    kSharedLibrary,
    // A link that brings its own start of the program, or none: -nostdlib,
    // -nostartfiles, or -r, whose result is no program yet.
    kBare,
  };
  Links links = Links::kNothing;

  // -static, -static-pie
  bool is_static = false;
  // A shared library's undefined symbols are errors: -z defs, --no-undefined.
  bool wants_all_defined = false;
  // -flto and its like, and not -fno-lto after it.
  bool optimizes_at_link = false;
  // Without the libraries that a compiler adds: -nodefaultlibs.
  bool without_default_libraries = false;

  // Options that cannot be had together with racekit, as they were written.
  std::vector<std::string> incompatible;
};

// `args`: without the compiler's name, response files expanded.
Invocation ParseInvocation(const std::vector<std::string>& args);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_COMPILE_INVOCATION_H_
