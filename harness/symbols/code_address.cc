#include "harness/symbols/code_address.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <unistd.h>

#include "absl/debugging/symbolize.h"

namespace racekit::internal {

std::string ExecutablePath() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  return size <= 0 ? "" : std::string(path, static_cast<std::size_t>(size));
}

CodeAddress Locate(std::uintptr_t address) {
  CodeAddress code;
  char name[1024];
  if (absl::Symbolize(reinterpret_cast<void*>(address), name, sizeof(name))) {
    code.function = name;
  }
  Dl_info info;
  link_map* map = nullptr;
  if (dladdr1(reinterpret_cast<void*>(address), &info,
              reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) != 0) {
    // The executable is the one module without a name.
    code.module =
        map->l_name[0] == '\0' ? ExecutablePath() : std::string(map->l_name);
    code.offset = address - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    code.link_time_address = address - map->l_addr;
  }
  return code;
}

}  // namespace racekit::internal
