#include "harness/report/terminal_color.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace racekit {
namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool WantsColor(int fd) {
  const std::string_view terminal = Variable("TERM");
  return Variable("NO_COLOR").empty() && !terminal.empty() &&
         terminal != "dumb" && isatty(fd) == 1;
}

}  // namespace racekit
