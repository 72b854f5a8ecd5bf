#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "harness/triage/tsan_log.h"

namespace racekit::triage {
namespace {

// Takes " (...)" from the end of `text`, and returns what is in the brackets;
// empty if there is nothing of that kind.
absl::string_view TakeBrackets(absl::string_view& text) {
  if (!absl::EndsWith(text, ")")) return "";
  const std::size_t open = text.rfind(" (");
  if (open == absl::string_view::npos) return "";
  const absl::string_view inside =
      text.substr(open + 2, text.size() - open - 3);
  text = absl::StripTrailingAsciiWhitespace(text.substr(0, open));
  return inside;
}

// Takes ":12" from the end of `text`; 0 if there is none.
int TakeNumber(absl::string_view& text) {
  const std::size_t colon = text.rfind(':');
  int number = 0;
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(text.substr(colon + 1), &number) || number < 0) {
    return 0;
  }
  text = text.substr(0, colon);
  return number;
}

// "prog+0x1234".
bool ParseModule(absl::string_view text, Frame& frame) {
  const std::size_t plus = text.rfind("+0x");
  std::uint64_t offset = 0;
  if (plus == absl::string_view::npos ||
      !absl::SimpleHexAtoi(text.substr(plus + 3), &offset)) {
    return false;
  }
  frame.module = std::string(text.substr(0, plus));
  frame.offset = offset;
  return true;
}

}  // namespace

bool ParseTsanFrame(std::string_view line, Frame& frame) {
  absl::string_view text =
      absl::StripAsciiWhitespace(absl::string_view(line.data(), line.size()));
  if (!absl::ConsumePrefix(&text, "#")) return false;
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == absl::string_view::npos || text[digits] != ' ') {
    return false;
  }
  text = absl::StripLeadingAsciiWhitespace(text.substr(digits));
  frame = Frame();
  absl::string_view before = text;
  absl::string_view brackets = TakeBrackets(text);
  if (absl::StartsWith(brackets, "BuildId:")) {
    before = text;
    brackets = TakeBrackets(text);
  }
  // Else the brackets are a function's parameters.
  if (!ParseModule(brackets, frame)) text = before;
  const std::size_t space = text.rfind(' ');
  absl::string_view function = text;
  if (space != absl::string_view::npos) {
    absl::string_view file = text.substr(space + 1);
    const int last = TakeNumber(file);
    const int first = TakeNumber(file);
    const int number = first > 0 ? first : last;
    // A name may have spaces; a place has a line.
    if (number > 0 || file == "<null>") {
      function = text.substr(0, space);
      if (file != "<null>") {
        frame.file = std::string(file);
        frame.line = number;
      }
    }
  }
  if (function != "<null>" && !absl::StartsWith(function, "0x")) {
    frame.function = std::string(absl::StripAsciiWhitespace(function));
  }
  return true;
}

}  // namespace racekit::triage
