// What hunts in a program leave for the next one: the schedules of what was
// found, which are tried first, and the seed, so that it goes where none was.
//
// One text file for each program, written as a whole or not at all:
//
//   racekit corpus 1
//   seed 7
//   schedule deadlock rk1:...

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_CORPUS_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_CORPUS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace racekit::cli {

struct KnownFailure {
  std::string kind;  // FindingKindName()
  std::string schedule;

  friend bool operator==(const KnownFailure& a, const KnownFailure& b) {
    return a.kind == b.kind && a.schedule == b.schedule;
  }
};

struct Corpus {
  std::uint64_t seed = 0;  // of the last hunt; 0: there was none
  std::vector<KnownFailure> failures;
};

// InvalidArgument, naming the line, for what CorpusToText() cannot have
// written.
absl::StatusOr<Corpus> ParseCorpus(std::string_view text);
std::string CorpusToText(const Corpus& corpus);

// The file of `program` in `folder`. An empty corpus where there is none yet.
// Errors name the file.
std::string CorpusFile(const std::string& folder, const std::string& program);
absl::StatusOr<Corpus> ReadCorpus(const std::string& file);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_CORPUS_H_
