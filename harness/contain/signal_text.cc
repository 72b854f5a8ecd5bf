#include "harness/contain/signal_text.h"

#include <string.h>

#include "absl/strings/str_cat.h"

namespace racekit::internal {

std::string SignalName(int signal) {
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? absl::StrCat("SIG", name)
                         : absl::StrCat("signal ", signal);
}

std::string SignalText(int signal) {
  const char* description = sigdescr_np(signal);
  return absl::StrCat(SignalName(signal), " (",
                      description != nullptr ? description : "unknown", ")");
}

}  // namespace racekit::internal
