// Which racekit this is.

#ifndef RACEKIT_HARNESS_CLI_VERSION_H_
#define RACEKIT_HARNESS_CLI_VERSION_H_

namespace racekit::cli {

// As in MODULE.bazel.
inline constexpr char kVersion[] = "0.1.0";

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_VERSION_H_
