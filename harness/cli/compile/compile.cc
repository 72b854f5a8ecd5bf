#include "harness/cli/compile/compile.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "harness/cli/compile/invocation.h"
#include "harness/cli/compile/response_file.h"
#include "harness/cli/compile/wrapped_arguments.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/runfiles.h"

namespace racekit::cli {
namespace {

struct LanguageFacts {
  const char* subcommand;
  const char* variable;
  const char* compiler;
};

LanguageFacts FactsOf(CompiledLanguage language) {
  return language == CompiledLanguage::kC
             ? LanguageFacts{"cc", "RACEKIT_CC", "gcc"}
             : LanguageFacts{"c++", "RACEKIT_CXX", "g++"};
}

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// In words, since "ccache g++" is one, too.
std::vector<std::string> Compiler(const LanguageFacts& facts) {
  const char* value = std::getenv(facts.variable);
  std::vector<std::string> words;
  if (value != nullptr) {
    words = absl::StrSplit(value, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  }
  if (words.empty()) words.push_back(facts.compiler);
  return words;
}

// The file that `name` leads to by PATH and links: "cc" may be clang.
std::string Resolve(const std::string& name) {
  std::vector<std::string> candidates = {name};
  const char* path = std::getenv("PATH");
  if (name.find('/') == name.npos && path != nullptr) {
    candidates.clear();
    for (std::string_view folder : absl::StrSplit(path, ':')) {
      candidates.push_back(absl::StrCat(folder, "/", name));
    }
  }
  char resolved[PATH_MAX];
  for (const std::string& candidate : candidates) {
    if (access(candidate.c_str(), X_OK) == 0 &&
        realpath(candidate.c_str(), resolved) != nullptr) {
      return resolved;
    }
  }
  return name;
}

absl::StatusOr<CompileFiles> FindCompileFiles() {
  CompileFiles files;
  for (auto [name, path] : {std::pair{"libracekit_explore.a", &files.archive},
                            {"libracekit_explore.exports", &files.exports},
                            {"gcc.specs", &files.specs}}) {
    absl::StatusOr<std::string> found =
        FindRunfile(absl::StrCat("harness/install/", name));
    if (!found.ok()) {
      return absl::NotFoundError(absl::StrCat(
          found.status().message(),
          "; it comes with an installed racekit: `./bazelw run //:install -- "
          "--prefix=DIR`, then DIR/bin/racekit"));
    }
    *path = *std::move(found);
  }
  return files;
}

int Fail(const LanguageFacts& facts, ExitCode code, std::string_view message) {
  std::fprintf(stderr, "racekit %s: %.*s\n", facts.subcommand,
               static_cast<int>(message.size()), message.data());
  return code;
}

void PrintHelp(const LanguageFacts& facts) {
  std::printf(
      "usage: racekit %s [ARGUMENT...]\n"
      "\n"
      "Runs %s, or what $%s says (\"clang\", \"ccache gcc\"), with these\n"
      "arguments and those that make a program explorable:\n"
      "\n"
      "  CC=\"racekit cc\" CXX=\"racekit c++\" ./configure    (or cmake, make, "
      "...)\n"
      "  racekit hunt -- ./program\n"
      "\n"
      "Run by itself the program behaves as always. Programs, static and "
      "shared\n"
      "libraries; link programs with this, too. Not together with -static,\n"
      "-fopenmp, or a sanitizer other than -fsanitize=undefined.\n"
      "\n"
      "More: docs/whole-programs.md\n",
      facts.subcommand, facts.compiler, facts.variable);
}

}  // namespace

int Compile(CompiledLanguage language, const std::vector<std::string>& args) {
  const LanguageFacts facts = FactsOf(language);
  if (args == std::vector<std::string>{"--racekit-help"}) {
    PrintHelp(facts);
    return kAsExpected;
  }
  const Invocation invocation =
      ParseInvocation(ExpandResponseFiles(args, ReadFile));
  std::vector<std::string> command = Compiler(facts);
  const bool touches =
      invocation.compiles || invocation.links != Invocation::Links::kNothing;
  if (touches) {
    const absl::StatusOr<CompileFiles> files = FindCompileFiles();
    if (!files.ok()) return Fail(facts, kOwnFault, files.status().message());
    const absl::StatusOr<std::vector<std::string>> wrapped = WrappedArguments(
        args, invocation, FamilyOf(Resolve(command.back())), *files);
    if (!wrapped.ok()) return Fail(facts, kMisuse, wrapped.status().message());
    command.insert(command.end(), wrapped->begin(), wrapped->end());
  } else {
    command.insert(command.end(), args.begin(), args.end());
  }
  std::vector<char*> argv;
  for (std::string& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  return Fail(facts, kMisuse,
              absl::StrCat("cannot run '", command[0], "': ", strerror(errno),
                           "; $", facts.variable, " names the compiler"));
}

}  // namespace racekit::cli
