#include "harness/cli/compile/wrapped_arguments.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace racekit::cli {
namespace {

using Links = Invocation::Links;

// Those of the explore variant (harness/variant.bzl) but its -O1: how much is
// optimised is the program's own affair.
constexpr const char* kCompile[] = {
    "-g", "-fno-omit-frame-pointer", "-DRACEKIT_VARIANT",
    "-DABSL_USE_CYCLECLOCK_FOR_GET_CURRENT_TIME_NANOS=0"};

absl::Status Incompatible(const std::string& option) {
  if (absl::StartsWith(option, "-fopen")) {
    return absl::InvalidArgumentError(absl::StrCat(
        option,
        ": racekit does not control the threads of OpenMP, whose library waits "
        "in the kernel by itself; build without it, and the pragmas count for "
        "nothing"));
  }
  if (option == "-m32" || option == "-mx32") {
    return absl::InvalidArgumentError(
        absl::StrCat(option, ": racekit is there for x86_64 only"));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      option,
      ": racekit and a sanitizer's runtime would define the same functions; "
      "build with one of them (racekit looks for data races and for use of "
      "freed memory by itself)"));
}

absl::Status Check(const Invocation& invocation) {
  if (!invocation.incompatible.empty()) {
    return Incompatible(invocation.incompatible.front());
  }
  if (invocation.is_static && invocation.links == Links::kExecutable) {
    return absl::InvalidArgumentError(
        "-static: racekit stands between the program and the shared libc; "
        "link libc dynamically (-static-libstdc++ and -static-libgcc may "
        "stay)");
  }
  return absl::OkStatus();
}

void AddCompileOptions(CompilerFamily family, const CompileFiles& files,
                       std::vector<std::string>& args) {
  if (family == CompilerFamily::kClang) {
    // By -Xclang: the driver itself would link ThreadSanitizer's runtime. A
    // read just before a write of the same variable is an event too.
    for (const char* option : {"-Xclang", "-fsanitize=thread", "-mllvm",
                               "-tsan-instrument-read-before-write"}) {
      args.push_back(option);
    }
  } else {
    args.push_back(absl::StrCat("-specs=", files.specs));
    // It warns that ThreadSanitizer does not understand fences; we do.
    args.push_back("-Wno-tsan");
  }
  args.insert(args.end(), std::begin(kCompile), std::end(kCompile));
}

void AddToLinker(const std::string& word, std::vector<std::string>& args) {
  args.push_back("-Xlinker");
  args.push_back(word);
}

void AddLinkOptions(const Invocation& invocation, const CompileFiles& files,
                    std::vector<std::string>& args) {
  if (invocation.links == Links::kSharedLibrary) {
    // The hooks are in the executable, so here they are undefined.
    if (invocation.wants_all_defined) args.push_back("-Wl,-z,undefs");
    return;
  }
  if (invocation.links != Links::kExecutable) return;
  // By the linker's own options: behind a -x, a file would be a source.
  AddToLinker("--whole-archive", args);
  AddToLinker(files.archive, args);
  AddToLinker("--no-whole-archive", args);
  // Libraries that are loaded later find hooks and doors here.
  AddToLinker(absl::StrCat("--dynamic-list=", files.exports), args);
  for (const char* library : {"-lstdc++", "-lm", "-ldl", "-lpthread"}) {
    args.push_back(library);
  }
  if (invocation.without_default_libraries) {
    args.push_back("-lgcc_s");
    args.push_back("-lc");
  }
}

}  // namespace

CompilerFamily FamilyOf(std::string_view compiler) {
  const size_t slash = compiler.rfind('/');
  if (slash != compiler.npos) compiler.remove_prefix(slash + 1);
  return absl::StrContains(compiler, "clang") ? CompilerFamily::kClang
                                              : CompilerFamily::kGcc;
}

absl::StatusOr<std::vector<std::string>> WrappedArguments(
    const std::vector<std::string>& args, const Invocation& invocation,
    CompilerFamily family, const CompileFiles& files) {
  const bool touched =
      invocation.compiles || invocation.links != Links::kNothing;
  if (!touched || invocation.links == Links::kBare) return args;
  const absl::Status status = Check(invocation);
  if (!status.ok()) return status;
  std::vector<std::string> wrapped;
  if (invocation.compiles) AddCompileOptions(family, files, wrapped);
  // Behind "--" there are inputs only.
  const auto inputs_only = std::find(args.begin(), args.end(), "--");
  wrapped.insert(wrapped.end(), args.begin(), inputs_only);
  // What the compiler puts off until the link is not instrumented there.
  if (invocation.optimizes_at_link) wrapped.push_back("-fno-lto");
  AddLinkOptions(invocation, files, wrapped);
  wrapped.insert(wrapped.end(), inputs_only, args.end());
  return wrapped;
}

}  // namespace racekit::cli
