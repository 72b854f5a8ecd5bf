// Which of the process' modules are libc.

#ifndef RACEKIT_HARNESS_RUNTIME_LIBC_MODULE_H_
#define RACEKIT_HARNESS_RUNTIME_LIBC_MODULE_H_

#include <string.h>

namespace racekit::runtime {

// `module` is a path, as the dynamic linker has it.
inline bool BelongsToLibc(const char* module) {
  const char* slash = strrchr(module, '/');
  const char* base = slash == nullptr ? module : slash + 1;
  return strncmp(base, "libc.so", 7) == 0 || strncmp(base, "ld-", 3) == 0 ||
         strncmp(base, "libc-", 5) == 0;
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_LIBC_MODULE_H_
