#include "harness/contain/debugger.h"

#include <fstream>
#include <string>

namespace racekit::internal {

bool IsTraced() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "TracerPid:") {
      int tracer = 0;
      return (status >> tracer) && tracer != 0;
    }
  }
  return false;
}

}  // namespace racekit::internal
