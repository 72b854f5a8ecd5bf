#include "harness/cli/program/corpus.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "detectors/finding_kind.h"
#include "harness/cli/read_file.h"
#include "harness/schedule/schedule.h"

namespace racekit::cli {
namespace {

constexpr std::string_view kHeader = "racekit corpus 1";

// "" or what is wrong with the line.
std::string ParseLine(std::string_view line, Corpus& corpus) {
  const std::vector<std::string> words = absl::StrSplit(
      absl::string_view(line.data(), line.size()), ' ', absl::SkipEmpty());
  if (words.size() == 2 && words[0] == "seed") {
    return absl::SimpleAtoi(words[1], &corpus.seed) ? "" : "no seed";
  }
  if (words.size() != 3 || words[0] != "schedule") {
    return "neither 'seed N' nor 'schedule KIND SCHEDULE'";
  }
  if (!ParseFindingKind(words[1])) return "no finding is of this kind";
  schedule::Schedule parsed;
  const schedule::ScheduleError error = schedule::Parse(words[2], parsed);
  if (!error.message.empty()) return error.message;
  corpus.failures.push_back({words[1], words[2]});
  return "";
}

}  // namespace

absl::StatusOr<Corpus> ParseCorpus(std::string_view text) {
  Corpus corpus;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    std::string error;
    if (number == 1) {
      if (line != kHeader) error = "no corpus of this version of racekit";
    } else if (!line.empty()) {
      error = ParseLine(line, corpus);
    }
    if (!error.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": ", error));
    }
  }
  return corpus;
}

std::string CorpusToText(const Corpus& corpus) {
  std::string text =
      absl::StrCat(absl::string_view(kHeader.data(), kHeader.size()), "\nseed ",
                   corpus.seed, "\n");
  for (const KnownFailure& failure : corpus.failures) {
    absl::StrAppend(&text, "schedule ", failure.kind, " ", failure.schedule,
                    "\n");
  }
  return text;
}

std::string CorpusFile(const std::string& folder, const std::string& program) {
  return absl::StrCat(folder, "/",
                      std::filesystem::path(program).filename().string(),
                      ".corpus");
}

absl::StatusOr<Corpus> ReadCorpus(const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return Corpus();
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  absl::StatusOr<Corpus> corpus = ParseCorpus(*text);
  if (corpus.ok()) return corpus;
  return absl::InvalidArgumentError(
      absl::StrCat("'", file, "', ", corpus.status().message(),
                   "; mend it, or remove it to begin anew"));
}

}  // namespace racekit::cli
