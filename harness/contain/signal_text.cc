#include "harness/contain/signal_text.h"

#include <string.h>

#include "absl/strings/str_cat.h"
#include "harness/process/exit_status.h"

namespace racekit::internal {

std::string SignalText(int signal) {
  const char* description = sigdescr_np(signal);
  return absl::StrCat(SignalName(signal), " (",
                      description != nullptr ? description : "unknown", ")");
}

}  // namespace racekit::internal
