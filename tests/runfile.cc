#include "tests/runfile.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace racekit {

std::string Runfile(std::string_view path) {
  const char* folder = std::getenv("TEST_SRCDIR");
  const char* workspace = std::getenv("TEST_WORKSPACE");
  if (folder == nullptr || workspace == nullptr) {
    return absl::StrCat(std::filesystem::current_path().string(), "/", path);
  }
  return absl::StrCat(folder, "/", workspace, "/", path);
}

}  // namespace racekit
