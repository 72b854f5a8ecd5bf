#include "harness/cli/hunt/item_result.h"

#include <vector>

#include "harness/cli/exit_code.h"

namespace racekit::cli {

ExitCode ExitCodeFor(const std::vector<ItemResult>& results) {
  ExitCode code = kAsExpected;
  for (const ItemResult& result : results) {
    if (result.verdict == ItemResult::Verdict::kBroken) return kOwnFault;
    if (result.verdict == ItemResult::Verdict::kNotAsExpected) {
      code = kNotAsExpected;
    }
  }
  return code;
}

}  // namespace racekit::cli
