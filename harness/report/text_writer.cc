#include "harness/report/text_writer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace racekit {
namespace {

// How much of `code`, at most `most` characters, goes on a line: up to a space
// or, where a name is longer than a line, a place between its parts.
std::size_t BreakAt(absl::string_view code, std::size_t most) {
  const absl::string_view head = code.substr(0, most);
  const std::size_t text = std::min(head.find_first_not_of(' '), head.size());
  const std::size_t space = code.substr(0, most + 1).rfind(' ');
  if (space != absl::string_view::npos && space > text) return space + 1;
  std::size_t best = 0;
  for (const absl::string_view mark : {"::", ",", "<", "("}) {
    const std::size_t at = head.rfind(mark);
    if (at != absl::string_view::npos && at > text) {
      best = std::max(best, at + mark.size());
    }
  }
  return best > 0 && best <= most ? best : most;
}

}  // namespace

void TextWriter::Line(absl::string_view line) {
  if (options_.verbose) return Raw(line);
  const std::size_t indent =
      std::min(line.find_first_not_of(' '), line.size()) + 4;
  std::string next;
  while (next.size() + line.size() > kColumns) {
    const std::size_t cut = BreakAt(line, kColumns - next.size());
    Raw(absl::StrCat(next,
                     absl::StripTrailingAsciiWhitespace(line.substr(0, cut))));
    line = absl::StripLeadingAsciiWhitespace(line.substr(cut));
    next.assign(indent, ' ');
  }
  Raw(absl::StrCat(next, line));
}

void TextWriter::Headline(absl::string_view label, absl::string_view line) {
  constexpr absl::string_view kBold = "\033[1;31m";
  constexpr absl::string_view kPlain = "\033[0m";
  if (options_.color) absl::StrAppend(&text_, kBold);
  absl::StrAppend(&text_, label);
  if (options_.color) absl::StrAppend(&text_, kPlain);
  // Observations are the user's words: never cut.
  const bool fits = label.size() + 2 + line.size() <= kColumns;
  if (fits || options_.verbose || absl::StrContains(line, '\n')) {
    absl::StrAppend(&text_, "  ", line, "\n");
    return;
  }
  const std::string first(label.size() + 2, ' ');
  const std::size_t start = text_.size();
  Wrapped(first, line, "      ");
  // The label stands there already.
  text_.erase(start, label.size());
}

void TextWriter::Raw(absl::string_view text) {
  absl::StrAppend(&text_, text, "\n");
}

void TextWriter::Wrapped(absl::string_view label, absl::string_view words,
                         absl::string_view indent) {
  const std::string rest =
      indent.empty() ? std::string(label.size(), ' ') : std::string(indent);
  std::string line(label);
  bool empty = true;
  for (const absl::string_view word :
       absl::StrSplit(words, ' ', absl::SkipEmpty())) {
    if (!empty && line.size() + 1 + word.size() > kColumns) {
      Raw(line);
      line = rest;
      empty = true;
    }
    absl::StrAppend(&line, empty ? "" : " ", word);
    empty = false;
  }
  Raw(line);
}

}  // namespace racekit
