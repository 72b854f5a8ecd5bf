// Files that are there as a whole or not at all.
//
// Public header (C++17). Thread-safe.

#ifndef RACEKIT_HARNESS_REPORT_ATOMIC_FILE_H_
#define RACEKIT_HARNESS_REPORT_ATOMIC_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace racekit {

// Makes `contents` the contents of the file `path`, which is replaced if there
// is one. Whoever looks sees the old file or the new one, also after a crash or
// a power failure; nothing else is left behind when this returns, nor, where
// the file system can keep files without a name (O_TMPFILE), by a process that
// is killed: at worst `path`.new, which the next write removes. Folders on the
// way are made. Several processes may write the same file; one of them wins.
// Errors name the path and what the system said. Costs an fsync of the file and
// one of its folder.
absl::Status WriteFileAtomically(const std::string& path,
                                 std::string_view contents);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_ATOMIC_FILE_H_
