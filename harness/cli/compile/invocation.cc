#include "harness/cli/compile/invocation.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace racekit::cli {
namespace {

// Options whose value is the next argument, and never an input then.
constexpr std::string_view kTakeNext[] = {
    "-o",
    "-x",
    "-I",
    "-L",
    "-D",
    "-U",
    "-B",
    "-A",
    "-F",
    "-G",
    "-T",
    "-u",
    "-z",
    "-e",
    "-l",
    "-MF",
    "-MT",
    "-MQ",
    "-Xlinker",
    "-Xassembler",
    "-Xpreprocessor",
    "-Xclang",
    "-Xanalyzer",
    "-Xopenmp-target",
    "-mllvm",
    "-include",
    "-imacros",
    "-isystem",
    "-iquote",
    "-idirafter",
    "-isysroot",
    "-iprefix",
    "-iwithprefix",
    "-iwithprefixbefore",
    "-imultilib",
    "-imultiarch",
    "-include-pch",
    "-ivfsoverlay",
    "-param",
    "--param",
    "-aux-info",
    "-dumpdir",
    "-dumpbase",
    "-dumpbase-ext",
    "-wrapper",
    "-specs",
    "--sysroot",
    "-target",
    "-arch",
    "-gcc-toolchain",
    "-dyninfo",
    "--output",
    "--language",
    "--include",
    "--entry",
};

constexpr std::string_view kSourceSuffixes[] = {
    "c",  "i",  "ii",  "cc", "cp", "cxx", "cpp", "CPP", "c++", "C",   "m",
    "mi", "mm", "mii", "M",  "s",  "S",   "sx",  "ll",  "bc",  "ixx", "cppm"};

constexpr std::string_view kHeaderSuffixes[] = {
    "h", "hh", "H", "hp", "hxx", "hpp", "HPP", "h++", "tcc"};

// Sanitizers that have a runtime where racekit is.
constexpr std::string_view kOtherRuntimes[] = {
    "address", "hwaddress", "kernel-address", "kernel-hwaddress",
    "leak",    "memory",    "thread",         "dataflow"};

template <typename Range>
bool IsOneOf(std::string_view text, const Range& range) {
  return std::find(std::begin(range), std::end(range), text) != std::end(range);
}

std::string_view SuffixOf(std::string_view path) {
  const size_t dot = path.rfind('.');
  const size_t slash = path.rfind('/');
  if (dot == path.npos || (slash != path.npos && dot < slash)) return "";
  return path.substr(dot + 1);
}

bool AsksForInformation(std::string_view arg) {
  return arg == "--version" || arg == "--target-help" ||
         absl::StartsWith(arg, "--help") || absl::StartsWith(arg, "-dump") ||
         absl::StartsWith(arg, "-print-") || absl::StartsWith(arg, "--print-");
}

class Parser {
 public:
  Invocation Parse(const std::vector<std::string>& args) {
    bool only_inputs = false;
    for (size_t i = 0; i < args.size(); ++i) {
      const std::string& arg = args[i];
      if (only_inputs || arg == "-" || arg.empty() || arg[0] != '-') {
        TakeInput(arg);
      } else if (arg == "--") {
        only_inputs = true;
      } else if (IsOneOf(arg, kTakeNext) && i + 1 < args.size()) {
        TakeOption(arg, args[++i]);
      } else {
        TakeOption(arg, "");
      }
    }
    return Conclude();
  }

 private:
  void TakeInput(std::string_view path) {
    const bool named = !language_.empty();
    const std::string_view suffix = SuffixOf(path);
    if (named ? absl::EndsWith(language_, "header")
              : IsOneOf(suffix, kHeaderSuffixes)) {
      has_header_ = true;
    } else if (named || path == "-" || IsOneOf(suffix, kSourceSuffixes)) {
      has_source_ = true;
    } else {
      has_object_ = true;
    }
  }

  void TakeOption(const std::string& option, std::string_view value) {
    if (absl::StartsWith(option, "-l")) has_object_ = true;
    if (TakePhase(option) || TakeLinkOption(option, value)) return;
    if (option == "-x" || absl::StartsWith(option, "-x")) {
      const std::string_view language =
          option == "-x" ? value : std::string_view(option).substr(2);
      language_ = language == "none" ? "" : std::string(language);
    } else if (absl::StartsWith(option, "-flto")) {
      invocation_.optimizes_at_link = true;
    } else if (option == "-fno-lto") {
      invocation_.optimizes_at_link = false;
    } else if (absl::StartsWith(option, "-f")) {
      TakeFeature(option);
    } else if (option == "-m32" || option == "-mx32") {
      invocation_.incompatible.push_back(option);
    }
  }

  // How far it goes.
  bool TakePhase(std::string_view option) {
    if (AsksForInformation(option)) {
      informs_ = true;
    } else if (option == "-E" || option == "-M" || option == "-MM" ||
               option == "--preprocess" || option == "-fsyntax-only") {
      makes_no_code_ = true;
    } else if (option == "-c" || option == "-S" || option == "--compile" ||
               option == "--assemble" || option == "-emit-ast") {
      links_ = false;
    } else {
      return false;
    }
    return true;
  }

  bool TakeLinkOption(std::string_view option, std::string_view value) {
    if (option == "-shared" || option == "--shared") {
      is_shared_ = true;
    } else if (option == "-nostdlib" || option == "-nostartfiles" ||
               option == "-r" || option == "--nostdlib") {
      is_bare_ = true;
    } else if (option == "-nodefaultlibs") {
      invocation_.without_default_libraries = true;
    } else if (option == "-static" || option == "-static-pie" ||
               option == "--static") {
      invocation_.is_static = true;
    } else if (option == "-z") {
      TakeLinkerWord(absl::StrCat("-z", value));
    } else if (option == "-Xlinker") {
      TakeLinkerWord(value);
    } else if (absl::ConsumePrefix(&option, "-Wl,")) {
      for (absl::string_view word : absl::StrSplit(option, ',')) {
        TakeLinkerWord(std::string(word));
      }
    } else {
      return false;
    }
    return true;
  }

  // What the linker itself is told.
  void TakeLinkerWord(std::string_view word) {
    if (word == "-r" || word == "-i" || word == "--relocatable") {
      is_bare_ = true;
    } else if (word == "-shared" || word == "-Bshareable") {
      is_shared_ = true;
    } else if (word == "defs" || word == "-zdefs" || word == "--no-undefined" ||
               word == "-no-undefined") {
      invocation_.wants_all_defined = true;
    }
  }

  // Of several -fsanitize=, and -fno-sanitize=, the last about each counts.
  void TakeFeature(const std::string& option) {
    std::string_view list = option;
    if (absl::ConsumePrefix(&list, "-fsanitize=")) {
      for (absl::string_view name : absl::StrSplit(list, ',')) {
        if (IsOneOf(name, kOtherRuntimes)) sanitizers_.emplace(name);
      }
    } else if (absl::ConsumePrefix(&list, "-fno-sanitize=")) {
      for (absl::string_view name : absl::StrSplit(list, ',')) {
        sanitizers_.erase(std::string(name));
        if (name == "all") sanitizers_.clear();
      }
    } else if (option == "-fopenmp" || absl::StartsWith(option, "-fopenmp=") ||
               option == "-fopenacc") {
      openmp_ = option;
    } else if (option == "-fno-openmp") {
      openmp_.clear();
    }
  }

  Invocation Conclude() {
    const bool has_input = has_source_ || has_header_ || has_object_;
    if (!has_input || informs_ || makes_no_code_) return Invocation();
    invocation_.compiles = has_source_ || has_header_;
    // A header alone is compiled for later, never linked.
    if (links_ && (has_source_ || has_object_)) {
      invocation_.links = is_bare_     ? Invocation::Links::kBare
                          : is_shared_ ? Invocation::Links::kSharedLibrary
                                       : Invocation::Links::kExecutable;
    }
    for (const std::string& name : sanitizers_) {
      invocation_.incompatible.push_back(absl::StrCat("-fsanitize=", name));
    }
    if (!openmp_.empty()) invocation_.incompatible.push_back(openmp_);
    return invocation_;
  }

  Invocation invocation_;
  std::string language_;
  std::set<std::string> sanitizers_;
  std::string openmp_;
  bool has_source_ = false;
  bool has_header_ = false;
  bool has_object_ = false;
  bool informs_ = false;
  bool makes_no_code_ = false;
  bool links_ = true;
  bool is_shared_ = false;
  bool is_bare_ = false;
};

}  // namespace

Invocation ParseInvocation(const std::vector<std::string>& args) {
  return Parser().Parse(args);
}

}  // namespace racekit::cli
