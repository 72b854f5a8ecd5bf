#include "detectors/torn_output.h"

#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

namespace racekit::detectors {
namespace {

constexpr std::size_t kMostShown = 80;

// In quotes, on one line, cut where it is long.
std::string Show(std::string_view line) {
  std::string shown = "\"";
  for (const char c : line.substr(0, kMostShown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      shown += {'\\', c};
    } else if (byte >= 0x20 && byte != 0x7f) {
      shown += c;
    } else {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
      shown += escaped;
    }
  }
  return shown + (line.size() > kMostShown ? "...\"" : "\"");
}

Finding Torn(std::string message, std::string_view what) {
  Finding finding;
  finding.kind = FindingKind::kTornOutput;
  finding.message = std::move(message);
  finding.detector = "output";
  finding.fingerprint = "torn-output:" + std::string(what);
  return finding;
}

// Calls `f` with each line and whether it has an end, until that returns false.
template <typename Function>
void ForEachLine(std::string_view text, const Function& f) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const bool whole = end != std::string_view::npos;
    if (!f(text.substr(0, end), whole) || !whole) return;
    text.remove_prefix(end + 1);
  }
}

std::map<std::string_view, long> CountLines(std::string_view text) {
  std::map<std::string_view, long> counts;
  ForEachLine(text, [&](std::string_view line, bool) {
    ++counts[line];
    return true;
  });
  return counts;
}

std::string NameOf(int thread) {
  return thread == 0 ? "main" : "T" + std::to_string(thread);
}

// "; T1 wrote "worker number 0", T2 "worker number 1", T1 "\x0a"": of the bytes
// from `begin` to `end`. "" where nobody knows.
std::string Writers(std::string_view output, std::size_t begin, std::size_t end,
                    const std::vector<OutputPiece>& pieces) {
  std::size_t total = 0;
  for (const OutputPiece& piece : pieces) total += piece.bytes;
  if (total != output.size()) return "";
  constexpr int kMostNamed = 8;
  std::string text;
  int named = 0;
  std::size_t at = 0;
  for (const OutputPiece& piece : pieces) {
    const std::size_t from = at < begin ? begin : at;
    at += piece.bytes;
    const std::size_t to = at < end ? at : end;
    if (from >= to) continue;
    if (++named > kMostNamed) return text + ", and so on";
    text += named == 1 ? "; " : ", ";
    text += NameOf(piece.thread) + (named == 1 ? " wrote " : " ");
    text += Show(output.substr(from, to - from));
  }
  return text;
}

std::string Times(long count) {
  return std::to_string(count) + (count == 1 ? " time" : " times");
}

}  // namespace

std::optional<Finding> TornLine(std::string_view output, const std::regex& line,
                                const std::vector<OutputPiece>& pieces) {
  std::optional<Finding> finding;
  long number = 0;
  ForEachLine(output, [&](std::string_view text, bool whole) {
    ++number;
    const bool matches = std::regex_match(text.begin(), text.end(), line);
    if (matches && whole) return true;
    finding = matches
                  ? Torn("the last line of the output, " + Show(text) +
                             ", has no end",
                         "no-end")
                  : Torn("line " + std::to_string(number) +
                             " of the output is no whole line: " + Show(text),
                         "line");
    const auto begin = static_cast<std::size_t>(text.data() - output.data());
    finding->message +=
        Writers(output, begin, begin + text.size() + (whole ? 1 : 0), pieces);
    return false;
  });
  return finding;
}

std::optional<Finding> LinesDiffer(std::string_view expected,
                                   std::string_view output) {
  std::map<std::string_view, long> before = CountLines(expected);
  std::optional<Finding> finding;
  // What is new tells most: it shows what became of the lines that are missing.
  std::map<std::string_view, long> now = CountLines(output);
  ForEachLine(output, [&](std::string_view line, bool) {
    const auto known = before.find(line);
    if (known == before.end()) {
      finding = Torn(
          "the output has a line that it had not in the first "
          "execution: " +
              Show(line),
          "new");
    } else if (now[line] > known->second) {
      finding = Torn("the line " + Show(line) + " is there " +
                         Times(now[line]) + ", and was " +
                         Times(known->second) + " in the first execution",
                     "doubled");
    }
    return !finding.has_value();
  });
  if (finding) return finding;
  ForEachLine(expected, [&](std::string_view line, bool) {
    const auto found = now.find(line);
    const long count = found == now.end() ? 0 : found->second;
    if (count < before[line]) {
      finding = Torn("the line " + Show(line) + " is there " + Times(count) +
                         ", and was " + Times(before[line]) +
                         " in the first execution",
                     "missing");
    }
    return !finding.has_value();
  });
  return finding;
}

}  // namespace racekit::detectors
