// Where a test finds the files in its `data`.

#ifndef RACEKIT_TESTS_RUNFILE_H_
#define RACEKIT_TESTS_RUNFILE_H_

#include <string>
#include <string_view>

namespace racekit {

// The absolute path of a file of the workspace, given relative to the
// workspace's root: under `bazel test` whatever the current directory;
// elsewhere seen from the current directory, which must be a runfiles folder.
std::string Runfile(std::string_view path);

}  // namespace racekit

#endif  // RACEKIT_TESTS_RUNFILE_H_
