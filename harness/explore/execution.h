// What an execution came to.

#ifndef RACEKIT_HARNESS_EXPLORE_EXECUTION_H_
#define RACEKIT_HARNESS_EXPLORE_EXECUTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detectors/finding.h"
#include "harness/runtime/world.h"

namespace racekit::internal {

struct Execution {
  // How the process ended that an execution had to itself (fork_server.h).
  enum class Death : std::uint8_t {
    kNone,       // not before the execution had ended
    kInBody,     // with the body: in a way that could not be contained
    kHang,       // the body came to no scheduling point any more
    kElsewhere,  // it could not be started, or died when the body was over
  };

  runtime::Outcome outcome;  // as good as empty after a death
  // What it found, symbolised; detector, schedule (as text), switches,
  // strategy and first_execution (1-based) are filled in.
  std::vector<Finding> findings;
  // The same, of what need not be wrong or was not seen to do harm.
  std::vector<Finding> suspicions;
  std::optional<std::string> skipped;  // what GTEST_SKIP() said
  Death death = Death::kNone;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_EXECUTION_H_
