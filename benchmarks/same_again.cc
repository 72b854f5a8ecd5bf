// What is found can be had again. Over every racy scenario and the small
// programs of the tests:
//
// - the same seed gives the same report, to the byte, in many runs, with fibers
//   and with real threads, some in one process and some in processes of their
//   own, where memory lies elsewhere;
// - many failing schedules, written down, lead to the same findings in another
//   process.
//
// Exit status 1 if one does not.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <map>
#include <regex>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "benchmarks/buggy_programs.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/explore.h"
#include "harness/process/child_process.h"
#include "harness/report/json.h"
#include "harness/schedule/schedule.h"

namespace racekit::benchmarks {
namespace {

using cli::FlagInfo;

struct Plan {
  std::string programs = "*";
  std::int64_t runs = 1000;
  std::int64_t processes = 50;
  std::int64_t executions = 100;
  std::int64_t replays = 10'000;
  bool report = false;  // a child's part: print reports
  bool replay = false;  // a child's part: replay what stands in the input
};

const std::vector<FlagInfo>& Flags() {
  using Value = FlagInfo::Value;
  static const auto* const flags = new std::vector<FlagInfo>{
      {"program", Value::kRequired, "GLOB", "Only programs that match."},
      {"runs", Value::kRequired, "N",
       "Reports of each program that are compared, in each thread mode "
       "(1000)."},
      {"processes", Value::kRequired, "N",
       "So many processes share the runs (50)."},
      {"executions", Value::kRequired, "N",
       "Executions that a report is made of (100)."},
      {"replays", Value::kRequired, "N",
       "Failing schedules that are replayed, of all programs together "
       "(10000)."},
      {"report", Value::kNone, "", "Print the reports of one process."},
      {"replay", Value::kNone, "", "Replay what stands in standard input."},
      {"help", Value::kNone, "", "This text."},
  };
  return *flags;
}

// A shorter search for shorter schedules: real threads are slow.
constexpr std::int64_t kShrink = 200;

// Without what may differ: the time it took, and addresses.
std::string ReportOf(const BuggyProgram& program, std::int64_t executions,
                     ControlledThreads threads) {
  ExploreOptions options;
  options.executions = executions;
  options.time = absl::InfiniteDuration();
  options.threads = threads;
  options.stop_at_first = true;
  options.shrink = kShrink;
  Report report = Explore(program.body, program.kind, options);
  report.seconds = 0;
  static const auto* const address = new std::regex("\"(address|pc)\":[0-9]+");
  return std::regex_replace(ReportToJson(report), *address, "\"$1\":0");
}

// Where two texts part.
std::string Difference(const std::string& one, const std::string& other) {
  constexpr std::size_t kContext = 100;
  const auto at = static_cast<std::size_t>(
      std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first -
      one.begin());
  const std::size_t from = at - std::min(at, kContext);
  return absl::StrCat(one.substr(from, 2 * kContext), "\nand\n",
                      other.substr(from, 2 * kContext), "\n");
}

// In a child: a line for each program, its first report; and whether the others
// in this process were the same.
int PrintReports(const Plan& plan) {
  for (const BuggyProgram& program : BuggyPrograms(plan.programs)) {
    const auto report = [&](ControlledThreads threads) {
      return ReportOf(program, plan.executions, threads);
    };
    const std::string first = report(ControlledThreads::kFibers);
    std::int64_t other = 0;
    for (std::int64_t run = 0; run < plan.runs; ++run) {
      if (run > 0 && report(ControlledThreads::kFibers) != first) ++other;
      if (report(ControlledThreads::kReal) != first) ++other;
    }
    std::cout << program.name << '\t' << other << '\t' << first << '\n';
  }
  return cli::kAsExpected;
}

// What `same_again ARGS` prints, fed with `input`.
absl::StatusOr<std::string> Ask(const std::vector<std::string>& args,
                                const std::string& input) {
  Command command;
  command.program = "/proc/self/exe";
  command.args = args;
  command.input = Stdio::Pipe();
  command.error = Stdio::Inherit();
  absl::StatusOr<ChildProcess> child = ChildProcess::Start(command);
  if (!child.ok()) return child.status();
  const absl::StatusOr<Outcome> outcome = child->Communicate(input);
  if (!outcome.ok()) return outcome.status();
  if (!outcome->status.ok()) {
    return absl::InternalError(absl::StrCat(
        "a child of this process ended with ", outcome->status.ToString()));
  }
  return outcome->output;
}

std::vector<std::vector<std::string>> Table(const std::string& text) {
  std::vector<std::vector<std::string>> table;
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    table.push_back(absl::StrSplit(line, '\t'));
  }
  return table;
}

absl::StatusOr<std::int64_t> CountOtherReports(const Plan& plan) {
  const std::int64_t each = (plan.runs + plan.processes - 1) / plan.processes;
  std::map<std::string, std::string> first;
  std::map<std::string, std::int64_t> others;
  for (std::int64_t process = 0; process < plan.processes; ++process) {
    const absl::StatusOr<std::string> output =
        Ask({"--report", absl::StrCat("--program=", plan.programs),
             absl::StrCat("--runs=", each),
             absl::StrCat("--executions=", plan.executions)},
            "");
    if (!output.ok()) return output.status();
    for (const std::vector<std::string>& row : Table(*output)) {
      std::int64_t other = 0;
      if (row.size() != 3 || !absl::SimpleAtoi(row[1], &other)) {
        return absl::InternalError("a child wrote what is no report");
      }
      const auto [known, is_new] = first.try_emplace(row[0], row[2]);
      if (known->second != row[2]) {
        absl::FPrintF(stderr, "%s: another report:\n%s", row[0],
                      Difference(known->second, row[2]));
        ++other;
      }
      others[row[0]] += other;
    }
    absl::FPrintF(stderr, "process %d of %d\n", process + 1, plan.processes);
  }
  std::int64_t sum = 0;
  for (const auto& [program, other] : others) {
    if (other > 0) {
      absl::PrintF("%s: %d of its reports differ\n", program, other);
    }
    sum += other;
  }
  absl::PrintF(
      "reports: %d programs, %d runs each with fibers and with real threads, "
      "in %d processes: %d differ\n",
      others.size(), each * plan.processes, plan.processes, sum);
  std::fflush(stdout);
  return sum;
}

// In a child: of what stands in the input, "NAME <tab> SCHEDULE <tab>
// FINGERPRINT" a line, those that did not come true again.
int Replay() {
  std::map<std::string, BuggyProgram> programs;
  for (BuggyProgram& program : BuggyPrograms("*")) {
    programs.emplace(program.name, program);
  }
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> row = absl::StrSplit(line, '\t');
    if (row.size() != 3 || programs.count(row[0]) == 0) {
      std::cerr << "same_again: what is this? " << line << '\n';
      return cli::kMisuse;
    }
    const BuggyProgram& program = programs.at(row[0]);
    ExploreOptions options;
    options.replay = row[1];
    options.shrink = 0;
    const Report report = Explore(program.body, program.kind, options);
    bool found = false;
    bool departed = false;
    for (const Finding& finding : report.findings) {
      found |= finding.fingerprint == row[2];
      departed |= finding.kind == FindingKind::kDivergence;
    }
    if (!found || departed) std::cout << line << '\n';
  }
  return cli::kAsExpected;
}

absl::StatusOr<std::int64_t> CountLostReplays(const Plan& plan) {
  const std::vector<BuggyProgram> programs = BuggyPrograms(plan.programs);
  const auto count = static_cast<std::int64_t>(programs.size());
  const std::int64_t each = (plan.replays + count - 1) / count;
  std::int64_t recorded = 0;
  std::int64_t lost = 0;
  for (const BuggyProgram& program : programs) {
    const ExploreOptions options;
    FailingExecutions failing(program, options, /*seed=*/1);
    std::string input;
    for (std::int64_t i = 0; i < each && failing.Next(); ++i) {
      absl::StrAppend(&input, program.name, "\t",
                      schedule::ToString(failing.schedule()), "\t",
                      failing.finding().fingerprint, "\n");
      ++recorded;
    }
    const absl::StatusOr<std::string> output = Ask({"--replay"}, input);
    if (!output.ok()) return output.status();
    const auto table = Table(*output);
    for (const std::vector<std::string>& row : table) {
      absl::PrintF("does not replay: %s\n", absl::StrJoin(row, " "));
    }
    lost += static_cast<std::int64_t>(table.size());
  }
  absl::PrintF(
      "replays: %d failing schedules of %d programs, each in another process: "
      "%d did not lead to the same finding\n",
      recorded, count, lost);
  return lost;
}

absl::StatusOr<int> Run(const Plan& plan) {
  if (plan.report) return PrintReports(plan);
  if (plan.replay) return Replay();
  if (BuggyPrograms(plan.programs).empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("no program matches '", plan.programs, "'"));
  }
  std::int64_t bad = 0;
  if (plan.replays > 0) {
    const absl::StatusOr<std::int64_t> lost = CountLostReplays(plan);
    if (!lost.ok()) return lost.status();
    bad += *lost;
  }
  if (plan.runs > 0) {
    const absl::StatusOr<std::int64_t> others = CountOtherReports(plan);
    if (!others.ok()) return others.status();
    bad += *others;
  }
  return bad == 0 ? cli::kAsExpected : cli::kNotAsExpected;
}

absl::StatusOr<Plan> MakePlan(const cli::ParsedFlags& flags) {
  Plan plan;
  plan.programs = flags.Text("program").value_or(plan.programs);
  plan.report = flags.Has("report");
  plan.replay = flags.Has("replay");
  for (const auto& [name, low, number] :
       {std::make_tuple("runs", 0, &plan.runs),
        std::make_tuple("processes", 1, &plan.processes),
        std::make_tuple("executions", 1, &plan.executions),
        std::make_tuple("replays", 0, &plan.replays)}) {
    const auto given = flags.Number(name, low, 1'000'000'000);
    if (!given.ok()) return given.status();
    *number = given->value_or(*number);
  }
  return plan;
}

int Main(const std::vector<std::string>& args) {
  const auto flags = cli::ParseFlags(Flags(), args);
  if (flags.ok() && flags->Has("help")) {
    std::fputs(cli::FlagsHelp(Flags()).c_str(), stdout);
    return cli::kAsExpected;
  }
  const absl::StatusOr<Plan> plan =
      flags.ok() ? MakePlan(*flags) : absl::StatusOr<Plan>(flags.status());
  if (!plan.ok()) {
    absl::FPrintF(stderr, "same_again: %s\n", plan.status().message());
    return cli::kMisuse;
  }
  const absl::StatusOr<int> code = Run(*plan);
  if (code.ok()) return *code;
  absl::FPrintF(stderr, "same_again: %s\n", code.status().message());
  return cli::kOwnFault;
}

}  // namespace
}  // namespace racekit::benchmarks

int main(int argc, char** argv) {
  return racekit::benchmarks::Main({argv + 1, argv + argc});
}
