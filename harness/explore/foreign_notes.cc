#include "harness/explore/foreign_notes.h"

#include <dlfcn.h>

#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/explore/stack_of.h"
#include "harness/runtime/foreign.h"

namespace racekit::internal {
namespace {

using runtime::foreign_code;

// They do what their callers ask for.
bool IsRuntimeLibrary(absl::string_view base) {
  for (const absl::string_view prefix :
       {"libstdc++.", "libc++.", "libc++abi.", "libc.", "libgcc_s.", "libm.",
        "libpthread.", "ld-linux", "linux-vdso", "libgomp."}) {
    if (absl::StartsWith(base, prefix)) return true;
  }
  return false;
}

// Instrumented code calls this wherever a function begins, so a library that is
// has its name among its symbols.
bool IsInstrumented(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return absl::StrContains(bytes, "__tsan_func_entry");
}

}  // namespace

void ForgetForeignCode() { foreign_code.Clear(); }

std::vector<std::string> ForeignNotes() {
  std::vector<std::string> notes;
  for (int i = 0; i < foreign_code.modules(); ++i) {
    Dl_info info;
    if (dladdr(reinterpret_cast<void*>(foreign_code.module(i)), &info) == 0) {
      continue;
    }
    const absl::string_view path = info.dli_fname;
    const absl::string_view base = path.substr(path.rfind('/') + 1);
    if (IsRuntimeLibrary(base) || IsInstrumented(std::string(path))) continue;
    notes.push_back(absl::StrCat(
        base,
        " synchronises, but was not compiled with the test: what it does to "
        "memory is not seen, and no thread is switched within it; build it "
        "from source, as a dependency of the test"));
  }
  if (const std::uintptr_t pc = foreign_code.uncontrolled(); pc != 0) {
    notes.push_back(
        absl::StrCat("a thread that racekit does not control synchronised "
                     "while the body ran, at ",
                     Place(StackOf(0, pc)),
                     ": start threads in the body, or executions are not "
                     "repeatable"));
  }
  if (const std::uintptr_t pc = foreign_code.process(); pc != 0) {
    notes.push_back(absl::StrCat(
        "not under control: other processes, first at ", Place(StackOf(0, pc)),
        ": what they do, and when, is not part of a schedule, so a replay may "
        "differ"));
  }
  return notes;
}

}  // namespace racekit::internal
