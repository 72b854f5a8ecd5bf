// `racekit triage LOG...`.

#include <cstdio>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/cli/read_file.h"
#include "harness/cli/subcommand.h"
#include "harness/report/atomic_file.h"
#include "harness/report/json.h"
#include "harness/report/text.h"
#include "harness/triage/triage.h"

namespace racekit::cli {
namespace {

using triage::Baseline;
using triage::Triaged;
using triage::TsanReport;
using Value = FlagInfo::Value;

const std::vector<FlagInfo>& TriageFlags() {
  static const auto* const flags = new std::vector<FlagInfo>{
      {"baseline", Value::kRequired, "FILE",
       "Races that are known: they are counted, and nothing fails for them."},
      {"update-baseline", Value::kNone, "",
       "Write all that the logs show to the baseline, and take out of it what "
       "they no longer show."},
      {"owner", Value::kRequired, "NAME",
       "With --update-baseline: who looks after the new entries."},
      {"expires", Value::kRequired, "DAY",
       "With --update-baseline: the last day, as 2026-12-31, on which the new "
       "entries count."},
      {"today", Value::kRequired, "DAY", "Judge as if it were that day."},
      {"json", Value::kRequired, "FILE",
       "Write what is new to FILE, as a report: docs/report-json.md."},
      {"verbose", Value::kNone, "", "Show all frames of stacks."},
      {"help", Value::kNone, "", "This text."},
  };
  return *flags;
}

std::string Help() {
  return absl::StrCat(
      "Reads ThreadSanitizer's reports from logs, tells each bug once, and "
      "says\n"
      "which are new.\n"
      "\n"
      "usage: racekit triage [flags] LOG...      '-' is standard input\n"
      "\n",
      FlagsHelp(TriageFlags()),
      "\n"
      "exit codes: 0 nothing is new; 1 something is; 2 wrong command line, or "
      "a\n"
      "            file that cannot be read; 3 racekit itself failed\n");
}

int Fail(ExitCode code, const absl::Status& status) {
  std::fprintf(stderr, "racekit triage: %s\n",
               std::string(status.message()).c_str());
  return code;
}

absl::StatusOr<std::string> ReadLog(const std::string& path) {
  if (path != "-") return ReadFile(path);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

// Flags, and what is none.
struct Arguments {
  std::vector<std::string> flags;
  std::vector<std::string> logs;
};
Arguments Split(const std::vector<std::string>& args) {
  Arguments split;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (!absl::StartsWith(args[i], "--")) {
      split.logs.push_back(args[i]);
      continue;
    }
    split.flags.push_back(args[i]);
    for (const FlagInfo& flag : TriageFlags()) {
      if (args[i] == absl::StrCat("--", flag.name) &&
          flag.value == Value::kRequired && i + 1 < args.size()) {
        split.flags.push_back(args[++i]);
      }
    }
  }
  return split;
}

// What TSan's log does not tell: that a source is written with fences, which
// TSan does not model. Sources that are not here tell nothing.
class Fences {
 public:
  bool AreIn(const std::string& file) {
    if (file.empty()) return false;
    const auto [it, is_new] = known_.try_emplace(file, false);
    if (is_new) {
      const absl::StatusOr<std::string> text = ReadFile(file);
      it->second =
          text.ok() && (absl::StrContains(*text, "thread_fence") ||
                        absl::StrContains(*text, "__sync_synchronize"));
    }
    return it->second;
  }

 private:
  std::map<std::string, bool> known_;
};

void AddFenceDoubts(std::vector<TsanReport>& reports) {
  Fences fences;
  for (TsanReport& report : reports) {
    if (report.finding.kind != FindingKind::kDataRace) continue;
    std::set<std::string> files;
    for (const Access& access : report.finding.accesses) {
      for (const Frame& frame : access.stack) {
        if (fences.AreIn(frame.file)) files.insert(frame.file);
      }
    }
    for (const std::string& file : files) {
      report.doubts.push_back(absl::StrCat(
          file,
          " has standalone fences, and TSan does not model these: this may be "
          "no race"));
    }
  }
}

absl::StatusOr<Baseline> ReadBaseline(const std::optional<std::string>& path,
                                      bool may_be_missing) {
  if (!path) return Baseline();
  const absl::StatusOr<std::string> text = ReadFile(*path);
  if (!text.ok()) {
    if (may_be_missing) return Baseline();
    return absl::NotFoundError(absl::StrCat(
        text.status().message(), "; --update-baseline makes a new one"));
  }
  absl::StatusOr<Baseline> baseline = triage::BaselineFromJson(*text);
  if (!baseline.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the baseline '", *path, "': ", baseline.status().message()));
  }
  return baseline;
}

void Print(const Triaged& triaged, bool verbose) {
  TextOptions options;
  options.verbose = verbose;
  for (const Finding& finding : triaged.fresh) {
    std::printf("%s\n", FindingToText(finding, options).c_str());
  }
  for (const Triaged::Known& known : triaged.known) {
    std::printf("known: %s%s%s\n", known.finding.message.c_str(),
                known.entry.owner.empty()
                    ? ""
                    : absl::StrCat("  (", known.entry.owner, ")").c_str(),
                known.entry.expires
                    ? absl::StrCat("  until ",
                                   absl::FormatCivilTime(*known.entry.expires))
                          .c_str()
                    : "");
  }
  for (const triage::BaselineEntry& entry : triaged.stale) {
    std::printf("no longer seen: %s\n", entry.message.empty()
                                            ? entry.fingerprint.c_str()
                                            : entry.message.c_str());
  }
  std::printf("%lld reports, %zu different: %zu new, %zu known\n",
              static_cast<long long>(triaged.reports),
              triaged.fresh.size() + triaged.known.size(), triaged.fresh.size(),
              triaged.known.size());
}

absl::Status WriteJson(const std::string& path, const Triaged& triaged) {
  Report report;
  report.variant = "tsan";
  report.executions = 1;
  report.findings = triaged.fresh;
  return WriteFileAtomically(path, ReportToJson(report, 1));
}

absl::StatusOr<std::optional<absl::CivilDay>> DayOf(const ParsedFlags& flags,
                                                    const char* name) {
  const std::optional<std::string> text = flags.Text(name);
  if (!text) return std::optional<absl::CivilDay>();
  const absl::StatusOr<absl::CivilDay> day = triage::ParseDay(*text);
  if (!day.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", name, "=", *text, ": ", day.status().message()));
  }
  return std::optional<absl::CivilDay>(*day);
}

}  // namespace

int TriageCommand(const std::vector<std::string>& args) {
  const Arguments split = Split(args);
  const absl::StatusOr<ParsedFlags> flags =
      ParseFlags(TriageFlags(), split.flags);
  if (!flags.ok()) return Fail(kMisuse, flags.status());
  if (flags->Has("help")) {
    std::fputs(Help().c_str(), stdout);
    return kAsExpected;
  }
  const auto today = DayOf(*flags, "today");
  if (!today.ok()) return Fail(kMisuse, today.status());
  const auto expires = DayOf(*flags, "expires");
  if (!expires.ok()) return Fail(kMisuse, expires.status());
  const std::optional<std::string> file = flags->Text("baseline");
  const bool update = flags->Has("update-baseline");
  if (split.logs.empty() || (update && !file)) {
    return Fail(kMisuse, absl::InvalidArgumentError(
                             split.logs.empty()
                                 ? "which log? '-' is standard input"
                                 : "--update-baseline needs --baseline=FILE"));
  }
  const absl::StatusOr<Baseline> baseline = ReadBaseline(file, update);
  if (!baseline.ok()) return Fail(kMisuse, baseline.status());
  std::vector<TsanReport> reports;
  for (const std::string& log : split.logs) {
    const absl::StatusOr<std::string> text = ReadLog(log);
    if (!text.ok()) return Fail(kMisuse, text.status());
    for (TsanReport& report : triage::ParseTsanLog(*text)) {
      reports.push_back(std::move(report));
    }
  }
  AddFenceDoubts(reports);
  const Triaged triaged = triage::Triage(
      reports, *baseline,
      today->value_or(absl::ToCivilDay(absl::Now(), absl::LocalTimeZone())));
  Print(triaged, flags->Has("verbose"));
  if (const auto json = flags->Text("json")) {
    const absl::Status status = WriteJson(*json, triaged);
    if (!status.ok()) return Fail(kOwnFault, status);
  }
  if (update) {
    const absl::Status status = WriteFileAtomically(
        *file, triage::BaselineToJson(triage::Updated(
                   triaged, flags->Text("owner").value_or(""), *expires)));
    if (!status.ok()) return Fail(kOwnFault, status);
    std::printf("%s is up to date\n", file->c_str());
    return kAsExpected;
  }
  return triaged.fresh.empty() ? kAsExpected : kNotAsExpected;
}

}  // namespace racekit::cli
