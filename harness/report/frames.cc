#include "harness/report/frames.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "detectors/finding_kind.h"

namespace racekit {
namespace {

constexpr absl::string_view kForeignFiles[] = {"/usr/include/",
                                               "/lib/gcc/",
                                               "/usr/lib/",
                                               "/include/c++/",
                                               "libsanitizer/",
                                               "compiler-rt/",
                                               "sanitizer_common/",
                                               "com_google_absl/",
                                               "abseil-cpp",
                                               "com_google_googletest/",
                                               "googletest",
                                               "../sysdeps/",
                                               "nptl/",
                                               "harness/atomic_region",
                                               "harness/stress/",
                                               "harness/race_test",
                                               "harness/runtime/",
                                               "harness/scenario/",
                                               "harness/explore/",
                                               "harness/contain/",
                                               "harness/linearizable"};

constexpr absl::string_view kForeignFunctions[] = {
    "std::",           "__gnu_cxx::",        "testing::",
    "absl::",          "racekit::",          "__interceptor_",
    "__tsan_",         "pthread_",           "operator new",
    "operator delete", "racekit_stack_start"};

constexpr absl::string_view kForeignModules[] = {
    "libstdc++",  "libgcc_s", "libtsan", "libc.so",
    "libpthread", "ld-linux", "libm.so"};

bool IsUserFile(absl::string_view file) {
  // racekit's own tests stand in for users.
  if (absl::StrContains(file, "tests/harness/")) return true;
  for (const absl::string_view part : kForeignFiles) {
    if (absl::StrContains(file, part)) return false;
  }
  return true;
}

absl::string_view Basename(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == absl::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

bool IsUserFrame(const Frame& frame) {
  if (!frame.file.empty()) {
    // Whatever the function is called: the user's lambda may be all there is of
    // a std::thread's.
    return IsUserFile(frame.file);
  }
  for (const absl::string_view prefix : kForeignFunctions) {
    if (absl::StartsWith(frame.function, prefix)) return false;
  }
  const absl::string_view module = Basename(frame.module);
  for (const absl::string_view prefix : kForeignModules) {
    if (absl::StartsWith(module, prefix)) return false;
  }
  return !frame.function.empty();
}

const Frame* FirstUserFrame(const Stack& stack) {
  if (stack.empty()) return nullptr;
  for (const Frame& frame : stack) {
    if (IsUserFrame(frame)) return &frame;
  }
  for (const Frame& frame : stack) {
    if (frame.line > 0) return &frame;
  }
  return &stack.front();
}

std::string ShortSite(const Frame& frame) {
  if (!frame.file.empty()) {
    return absl::StrCat(std::string(Basename(frame.file)), ":", frame.line);
  }
  if (!frame.function.empty()) return frame.function;
  if (frame.module.empty()) return "an unknown place";
  return absl::StrFormat("%s+0x%x", Basename(frame.module), frame.offset);
}

std::string Fingerprint(const Finding& finding) {
  std::vector<std::string> sites;
  for (const Access& access : finding.accesses) {
    const Frame* frame = FirstUserFrame(access.stack);
    if (frame == nullptr) continue;
    sites.push_back(
        absl::StrCat(frame->function, "@", frame->file, ":", frame->line));
  }
  std::sort(sites.begin(), sites.end());
  const std::string_view kind = FindingKindName(finding.kind);
  return absl::StrCat(absl::string_view(kind.data(), kind.size()), "|",
                      finding.location.name, "|", absl::StrJoin(sites, "|"));
}

}  // namespace racekit
