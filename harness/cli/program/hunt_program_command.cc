// `racekit hunt -- PROGRAM`.

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "detectors/finding_kind.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/cli/program/corpus.h"
#include "harness/cli/program/program_command.h"
#include "harness/cli/program/program_end.h"
#include "harness/cli/program/program_flags.h"
#include "harness/cli/program/program_hunt.h"
#include "harness/report/atomic_file.h"

namespace racekit::cli {
namespace {

// What earlier hunts found is tried first, and this one goes on where the last
// one ended. Returns the corpus as it is to be left, but for new findings.
absl::StatusOr<Corpus> BeginWith(
    const std::string& file, bool is_seeded, ProgramHunt& hunt,
    std::map<std::string, std::string>& environment) {
  absl::StatusOr<Corpus> corpus = ReadCorpus(file);
  if (!corpus.ok()) return corpus;
  std::vector<KnownFailure> failing;
  for (const KnownFailure& failure : corpus->failures) {
    const absl::StatusOr<bool> fails =
        hunt.TryAgain(environment, failure.schedule);
    if (!fails.ok()) return fails.status();
    if (*fails) {
      failing.push_back(failure);
    } else {
      std::printf("no longer fails: %s %s\n", failure.kind.c_str(),
                  failure.schedule.c_str());
    }
  }
  corpus->failures = failing;
  if (!is_seeded) {
    environment["RACEKIT_SEED"] = absl::StrCat(++corpus->seed);
  }
  return corpus;
}

absl::Status EndWith(const std::string& file, Corpus corpus,
                     const Report& report) {
  for (const Finding& finding : report.findings) {
    if (finding.schedule.empty()) continue;
    const KnownFailure failure = {std::string(FindingKindName(finding.kind)),
                                  finding.schedule};
    if (std::find(corpus.failures.begin(), corpus.failures.end(), failure) ==
        corpus.failures.end()) {
      corpus.failures.push_back(failure);
    }
  }
  return WriteFileAtomically(file, CorpusToText(corpus));
}

int ListKinds() {
  for (const FindingKind kind : AllFindingKinds()) {
    std::printf("%s\n", std::string(FindingKindName(kind)).c_str());
  }
  return kAsExpected;
}

}  // namespace

bool IsAboutProgram(const std::vector<std::string>& args) {
  return std::any_of(args.begin(), args.end(), [](const std::string& arg) {
    return arg == "--" || arg == "--list-kinds";
  });
}

std::string HuntProgramHelp() {
  return absl::StrCat(
      "Explores the orders in which a program's threads can run. The program\n"
      "is compiled and linked with `racekit cc` or `racekit c++`, and else as\n"
      "it is. Each execution begins anew, with the same input.\n"
      "\n"
      "usage: racekit hunt [flags] -- PROGRAM [ARGUMENT...] [< INPUT]\n"
      "\n",
      FlagsHelp(ProgramHuntFlags()),
      "\n"
      "exit codes: 0 nothing was found; 1 something was; 2 wrong command\n"
      "            line, or no program of racekit's; 3 racekit itself "
      "failed\n");
}

int HuntProgramCommand(const std::vector<std::string>& args) {
  const SplitArgs split = SplitAtDashes(args);
  const absl::StatusOr<ParsedFlags> flags =
      ParseFlags(ProgramHuntFlags(), split.flags);
  if (!flags.ok()) return FailProgram("hunt", flags.status());
  if (flags->Has("help")) {
    std::fputs(HuntProgramHelp().c_str(), stdout);
    return kAsExpected;
  }
  if (flags->Has("list-kinds")) return ListKinds();
  if (split.command.empty()) {
    return FailProgram("hunt", absl::InvalidArgumentError(
                                   "no program behind '--' to hunt in"));
  }
  const absl::StatusOr<std::set<FindingKind>> failures = FailureKinds(*flags);
  if (!failures.ok()) return FailProgram("hunt", failures.status());
  absl::StatusOr<std::map<std::string, std::string>> environment =
      EnvironmentFrom(*flags);
  if (!environment.ok()) return FailProgram("hunt", environment.status());
  if (!flags->Has("executions") && !flags->Has("time")) {
    (*environment)["RACEKIT_TIME"] = "30s";
  }
  ProgramHunt hunt("hunt", *flags, split.command);
  std::string corpus_file;
  absl::StatusOr<Corpus> corpus = Corpus();
  if (const auto folder = flags->Text("corpus")) {
    corpus_file = CorpusFile(*folder, split.command.front());
    corpus = BeginWith(corpus_file, flags->Has("seed"), hunt, *environment);
    if (!corpus.ok()) return FailProgram("hunt", corpus.status());
  }
  const absl::StatusOr<Report> report = hunt.Run(*environment);
  if (!report.ok()) return FailProgram("hunt", report.status());
  hunt.Print(*report);
  if (!corpus_file.empty()) {
    const absl::Status status =
        EndWith(corpus_file, *std::move(corpus), *report);
    if (!status.ok()) return FailProgram("hunt", status);
  }
  return ProgramExitCode(*report, *failures);
}

}  // namespace racekit::cli
