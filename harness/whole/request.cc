#include "harness/whole/request.h"

#include <cstdlib>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace racekit::whole {
namespace {

// Empty if it is not set.
std::string Take(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return "";
  std::string taken = value;
  unsetenv(name);
  return taken;
}

}  // namespace

absl::StatusOr<std::optional<Request>> TakeRequest() {
  Request request;
  request.folder = Take(kFolderVariable);
  const std::string expected = Take(kExpectExitVariable);
  const std::string first = Take(kFirstVariable);
  request.same_output = Take(kSameOutputVariable) == "1";
  request.same_lines = Take(kSameLinesVariable) == "1";
  const std::string line = Take(kLineVariable);
  const std::string show = Take(kShowOutputVariable);
  const std::string file_size = Take(kFileSizeVariable);
  request.in_scratch = Take(kInScratchVariable) == "1";
  request.show_each = show == "each";
  request.show_first = show == "first";
  if (request.folder.empty()) return std::nullopt;
  if (!line.empty()) {
    try {
      request.line.emplace(line);
    } catch (const std::regex_error& error) {
      return absl::InvalidArgumentError(
          absl::StrCat(kLineVariable, "=", line,
                       " is no regular expression: ", error.what()));
    }
  }
  constexpr int kLargest = 255;
  if (!expected.empty() &&
      (!absl::SimpleAtoi(expected, &request.expect_exit) ||
       request.expect_exit < 0 || request.expect_exit > kLargest)) {
    return absl::InvalidArgumentError(absl::StrCat(
        kExpectExitVariable, "=", expected, " is no exit status (0 to 255)"));
  }
  if (!first.empty() &&
      (!absl::SimpleAtoi(first, &request.first) || request.first < 0)) {
    return absl::InvalidArgumentError(absl::StrCat(
        kFirstVariable, "=", first, " is no number of executions"));
  }
  if (!file_size.empty() && (!absl::SimpleAtoi(file_size, &request.file_size) ||
                             request.file_size < 0)) {
    return absl::InvalidArgumentError(absl::StrCat(
        kFileSizeVariable, "=", file_size, " is no number of bytes"));
  }
  return request;
}

}  // namespace racekit::whole
