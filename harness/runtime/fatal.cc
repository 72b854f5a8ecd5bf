#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/runtime/refuse.h"

namespace racekit::runtime {

namespace {
void Put(const char* text) { (void)!write(STDERR_FILENO, text, strlen(text)); }
}  // namespace

void Fatal(const char* what, const char* detail) {
  Put("racekit: internal: ");
  Put(what);
  Put(detail);
  Put("\n");
  abort();
}

}  // namespace racekit::runtime
