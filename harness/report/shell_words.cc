#include "harness/report/shell_words.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace racekit {
namespace {

bool IsPlain(absl::string_view word) {
  constexpr absl::string_view kHarmless = "_-+=./,:@%";
  for (const char c : word) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) &&
        kHarmless.find(c) == absl::string_view::npos) {
      return false;
    }
  }
  return !word.empty();
}

}  // namespace

std::string ShellWords(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    if (IsPlain(word)) {
      text += word;
    } else {
      absl::StrAppend(&text, "'", absl::StrReplaceAll(word, {{"'", "'\\''"}}),
                      "'");
    }
  }
  return text;
}

}  // namespace racekit
