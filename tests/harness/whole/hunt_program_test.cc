// `racekit hunt -- PROGRAM` and `racekit replay` as a user meets them.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "tests/child_run.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

class HuntProgramTest : public ::testing::Test {
 protected:
  // A forked execution of 24 threads takes a tenth of a second on a loaded
  // machine, and finding a shorter schedule takes up to a thousand.
  static constexpr absl::Duration kPatience = absl::Minutes(4);

  void SetUp() override {
    folder_ = absl::StrCat(
        ::testing::TempDir(), "/",
        ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return absl::StrCat(folder_, "/", name);
  }

  // Runs the tool in the test's folder, with `flags`, "--" and the program.
  ChildRun Racekit(const std::string& subcommand,
                   std::vector<std::string> flags, const std::string& program,
                   std::vector<std::string> arguments = {}) {
    std::vector<std::string> args = {subcommand};
    args.insert(args.end(), flags.begin(), flags.end());
    args.push_back("--");
    args.push_back(Runfile("tests/harness/whole/programs/" + program));
    args.insert(args.end(), arguments.begin(), arguments.end());
    Command command = RunfileCommand("racekit", std::move(args));
    command.cwd = folder_;
    command.input = Stdio::Null();
    if (!input_.empty()) command.input = Stdio::File(input_);
    return RunChild(command, kPatience);
  }
  ChildRun Hunt(std::vector<std::string> flags, const std::string& program,
                std::vector<std::string> arguments = {}) {
    flags.push_back("--json=" + Path("result.json"));
    flags.push_back("--out=" + Path("reports"));
    ChildRun run =
        Racekit("hunt", std::move(flags), program, std::move(arguments));
    json_ = Json::parse(ReadAll(Path("result.json")), nullptr,
                        /*allow_exceptions=*/false);
    return run;
  }

  // The first finding of the last hunt that is of this kind; null if none is.
  Json Found(const std::string& kind) const {
    for (const Json& finding : json_["findings"]) {
      if (finding["kind"] == kind) return finding;
    }
    return nullptr;
  }

  std::string folder_;
  std::string input_;
  Json json_;
};

TEST_F(HuntProgramTest, FindsWhatMakesAProgramFail) {
  const ChildRun run = Hunt({"--executions=100"}, "counter");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_EQ(json_["executions"], 100);
  EXPECT_TRUE(json_["complete"]);
  EXPECT_GE(json_["seconds"], 0);
  EXPECT_EQ(json_["first_finding_execution"], 1);

  const Json race = Found("data-race");
  ASSERT_FALSE(race.is_null()) << json_.dump(2);
  EXPECT_EQ(race["variable"], "counter");
  EXPECT_THAT(race["locations"][0]["file"], HasSubstr("counter.c"));
  EXPECT_EQ(race["locations"][0]["function"], "Raise");

  const Json exit = Found("unexpected-exit");
  ASSERT_FALSE(exit.is_null()) << json_.dump(2);
  EXPECT_THAT(exit["message"], HasSubstr("exit status 3"));
  EXPECT_GE(exit["switches"], 3);
  EXPECT_THAT(run.output, HasSubstr("lost update on counter (int"));
  EXPECT_THAT(run.output, HasSubstr("replay: racekit replay --schedule=rk1:"));

  // On disk, with what the failing execution wrote.
  EXPECT_TRUE(fs::exists(Path("reports/report.json")));
  EXPECT_THAT(ReadAll(Path("reports/report.txt")), HasSubstr("lost update"));
  EXPECT_THAT(ReadAll(absl::StrCat(folder_, "/reports/output/",
                                   exit["execution"].get<int>(), ".stdout")),
              HasSubstr("counter is"));
  for (const fs::directory_entry& entry :
       fs::directory_iterator(Path("reports"))) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr(".scratch")));
  }
}

TEST_F(HuntProgramTest, WhatWasFoundIsFoundAgainByItsSchedule) {
  Hunt({"--executions=100"}, "counter");
  const Json exit = Found("unexpected-exit");
  ASSERT_FALSE(exit.is_null()) << json_.dump(2);
  const std::string schedule =
      absl::StrCat("--schedule=", exit["schedule"].get<std::string>());
  for (const char* threads : {"--threads=fibers", "--threads=os"}) {
    const ChildRun run = Racekit("replay", {schedule, threads}, "counter");
    EXPECT_EQ(run.status.code, 1) << run.ToString();
    EXPECT_THAT(run.output, HasSubstr("counter is 2\n"));
    EXPECT_THAT(run.output, HasSubstr("exit status 3"));
  }
}

TEST_F(HuntProgramTest, ACorrectProgramIsCleanAndHasItsInputEachTime) {
  input_ = Path("input");
  std::ofstream(input_) << "3\n";
  const ChildRun run = Hunt({"--executions=200"}, "locked_counter");
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  EXPECT_EQ(json_["executions"], 200);
  EXPECT_TRUE(json_["first_finding_execution"].is_null());
  EXPECT_EQ(json_["findings"].size(), 0u);
  EXPECT_FALSE(fs::exists(Path("reports/report.json")));
}

TEST_F(HuntProgramTest, WhatIsKnownToFailIsTriedFirst) {
  const std::string corpus = "--corpus=" + Path("corpus");
  Hunt({"--executions=50", corpus}, "lock_order");
  EXPECT_EQ(json_["seed"], 1);
  const Json deadlock = Found("deadlock");
  ASSERT_FALSE(deadlock.is_null()) << json_.dump(2);
  EXPECT_THAT(ReadAll(Path("corpus/lock_order.corpus")),
              HasSubstr("schedule deadlock " +
                        deadlock["schedule"].get<std::string>()));

  // Found again, although there is hardly time to find anything.
  const ChildRun run = Hunt({"--executions=1", corpus}, "lock_order");
  EXPECT_EQ(run.status.code, 1);
  EXPECT_EQ(json_["seed"], 2);
  EXPECT_FALSE(Found("deadlock").is_null()) << json_.dump(2);

  std::ofstream(Path("corpus/lock_order.corpus")) << "nonsense\n";
  EXPECT_EQ(Hunt({"--executions=1", corpus}, "lock_order").status.code, 2);
}

TEST_F(HuntProgramTest, AKilledHuntGoesOnWhereItWas) {
  Command command = RunfileCommand(
      "racekit", {"hunt", "--executions=300", "--out=" + Path("reports"), "--",
                  Runfile("tests/harness/whole/programs/check_then_act_24")});
  command.output = command.error = Stdio::Null();
  absl::StatusOr<ChildProcess> hunt = ChildProcess::Start(command);
  ASSERT_TRUE(hunt.ok()) << hunt.status();
  // Until it has found something, and has told how far it is.
  const std::string progress =
      absl::StrCat(folder_, "/reports/.scratch.", hunt->pid(), "/progress");
  while (!fs::exists(Path("reports/report.json")) ||
         ReadAll(progress).empty() || ReadAll(progress) == "1") {
    const auto end = hunt->Wait(absl::Milliseconds(5));
    ASSERT_FALSE(end.ok()) << "it ended before it could be killed";
  }
  ASSERT_TRUE(hunt->Kill().ok());
  ASSERT_TRUE(hunt->Wait().ok());

  command.output = command.error = Stdio::Pipe();
  command.args.insert(command.args.begin() + 1,
                      "--json=" + Path("result.json"));
  const ChildRun run = RunChild(command, kPatience);
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.error, HasSubstr("this one goes on after its"));
  json_ = Json::parse(ReadAll(Path("result.json")));
  EXPECT_EQ(json_["executions"], 300);
  EXPECT_FALSE(Found("crash").is_null()) << json_.dump(2);
  EXPECT_FALSE(fs::exists(Path("reports/.unfinished")));
}

TEST_F(HuntProgramTest, DeflakingTellsHowOftenItFails) {
  ChildRun run = Racekit("deflake", {"--executions=100"}, "check_then_act_24");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, HasSubstr("tickets >= 0"));
  EXPECT_THAT(run.output, HasSubstr("/100 = "));

  input_ = Path("input");
  std::ofstream(input_) << "2\n";
  run = Racekit("deflake", {"--executions=100"}, "locked_counter");
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  EXPECT_THAT(run.output, HasSubstr("fails in 0/100 = 0 % (0-"));
  EXPECT_THAT(run.output, HasSubstr("in none of 100"));
}

TEST_F(HuntProgramTest, AnAtomicityViolationAmong24Threads) {
  const ChildRun run =
      Hunt({"--stop-at-first", "--executions=2000"}, "check_then_act_24");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  const Json crash = Found("crash");
  ASSERT_FALSE(crash.is_null()) << json_.dump(2);
  EXPECT_THAT(crash["message"], HasSubstr("tickets >= 0"));
  // The assertion, where the thread looked, and where it took.
  EXPECT_THAT(crash["headline"], HasSubstr("tickets"));
  EXPECT_THAT(crash["locations"].dump(), HasSubstr("\"IsOneLeft\""));
  EXPECT_THAT(crash["locations"].dump(), HasSubstr("\"Take\""));
  const std::string schedule =
      absl::StrCat("--schedule=", crash["schedule"].get<std::string>());
  EXPECT_EQ(Racekit("replay", {schedule}, "check_then_act_24").status.code, 1);
}

TEST_F(HuntProgramTest, ADeadlockIsOneAndItsProgramEnds) {
  const ChildRun run = Hunt({"--stop-at-first"}, "lock_order");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, HasSubstr("wait for each other"));
  EXPECT_FALSE(Found("deadlock").is_null()) << json_.dump(2);
}

TEST_F(HuntProgramTest, AHangIsOneAndItsProgramEnds) {
  const ChildRun run =
      Hunt({"--executions=1", "--timeout=300ms", "--shrink=0"}, "endless");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_FALSE(Found("hang").is_null()) << json_.dump(2);
}

// The program's exit handlers, static objects and thread_local objects are part
// of each execution; threads that still run do not matter.
TEST_F(HuntProgramTest, TheProgramsEndIsPartOfIt) {
  EXPECT_EQ(Hunt({"--executions=50"}, "static_object").status.code, 0)
      << json_.dump(2);
  // Exits with 7, from another thread than main's.
  EXPECT_EQ(
      Hunt({"--executions=50", "--expect-exit=7"}, "static_object", {"exit"})
          .status.code,
      0)
      << json_.dump(2);
  const ChildRun run = Hunt({"--executions=5"}, "static_object", {"exit"});
  EXPECT_EQ(run.status.code, 1);
  EXPECT_THAT(Found("unexpected-exit")["message"],
              HasSubstr("exit status 7: exit() called, on T"));
  EXPECT_THAT(ReadAll(Path("reports/output/1.stdout")),
              HasSubstr("joined 1\n"));
}

TEST_F(HuntProgramTest, AProgramEndsWithItsLastThread) {
  EXPECT_EQ(Hunt({"--executions=50"}, "main_leaves").status.code, 0)
      << json_.dump(2);
  // Where a thread cannot end, it is a deadlock.
  const ChildRun run = Hunt({"--executions=5"}, "main_leaves", {"locked"});
  EXPECT_EQ(run.status.code, 1);
  EXPECT_FALSE(Found("deadlock").is_null()) << json_.dump(2);
}

TEST_F(HuntProgramTest, ProcessesAreNotUnderControlAndSaidSo) {
  const ChildRun run = Hunt({"--executions=20"}, "processes");
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  EXPECT_THAT(run.output, HasSubstr("not under control: other processes"));
  EXPECT_THAT(json_["notes"].dump(), HasSubstr("processes.c"));
}

TEST_F(HuntProgramTest, SignalsAreSentAndWaitedFor) {
  EXPECT_EQ(Hunt({"--executions=50"}, "signals").status.code, 0)
      << json_.dump(2);
  EXPECT_EQ(Hunt({"--executions=5"}, "signals", {"three"}).status.code, 1);
  EXPECT_FALSE(Found("deadlock").is_null()) << json_.dump(2);
}

TEST_F(HuntProgramTest, OutputMayHaveToBeTheSame) {
  EXPECT_EQ(Hunt({"--executions=100"}, "greetings").status.code, 0);
  const ChildRun run = Hunt({"--executions=100", "--same-output"}, "greetings",
                            {"somebody else"});
  EXPECT_EQ(run.status.code, 1);
  const Json differs = Found("output-differs");
  ASSERT_FALSE(differs.is_null()) << json_.dump(2);
  EXPECT_THAT(differs["message"], HasSubstr("\"hello from somebody else\""));
  EXPECT_THAT(run.output, HasSubstr("-- "));
  EXPECT_THAT(run.output, HasSubstr("'somebody else'"));
}

TEST_F(HuntProgramTest, LinesMayHaveToBeWhole) {
  for (const char* how : {"--line=worker number [0-9]", "--same-lines"}) {
    EXPECT_EQ(Hunt({"--executions=100", how}, "workers").status.code, 1);
    const Json torn = Found("torn-output");
    ASSERT_FALSE(torn.is_null()) << json_.dump(2);
    EXPECT_THAT(
        torn["message"],
        testing::ContainsRegex("\"worker number .worker number .\"|\"\""));
    if (std::string(how).substr(0, 6) == "--line") {
      EXPECT_THAT(torn["message"],
                  testing::ContainsRegex("; T[0-9]+ wrote \".*, T[0-9]+ \""));
    }
    EXPECT_EQ(Hunt({"--executions=100", how}, "workers", {"whole"}).status.code,
              0);
  }
  const ChildRun wrong = Hunt({"--executions=9", "--line=("}, "workers");
  EXPECT_EQ(wrong.status.code, 2);
  EXPECT_THAT(wrong.error, HasSubstr("is no regular expression"));
}

TEST_F(HuntProgramTest, AnExecutionMayUseSoMuchMemory) {
  const ChildRun run =
      Hunt({"--executions=2", "--memory=64M"}, "greedy", {"memory"});
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  const Json crash = Found("crash");
  ASSERT_FALSE(crash.is_null()) << json_.dump(2);
  EXPECT_THAT(crash["message"], HasSubstr("the 64 MiB that it may"));
}

TEST_F(HuntProgramTest, AFileMayBeSoLong) {
  const ChildRun run =
      Hunt({"--executions=2", "--file-size=64K"}, "greedy", {"file"});
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  const Json crash = Found("crash");
  ASSERT_FALSE(crash.is_null()) << json_.dump(2);
  EXPECT_THAT(crash["message"], HasSubstr("SIGXFSZ"));
  EXPECT_EQ(Hunt({"--executions=2"}, "greedy", {"file"}).status.code, 0);
  const ChildRun wrong = Hunt({"--file-size=long"}, "greedy");
  EXPECT_EQ(wrong.status.code, 2);
  EXPECT_THAT(wrong.error, HasSubstr("--file-size=long is no size"));
}

TEST_F(HuntProgramTest, EachExecutionHasAnEmptyFolder) {
  const ChildRun run =
      Hunt({"--executions=10", "--in-scratch"}, "greedy", {"scratch"});
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    EXPECT_NE(entry.path().filename(), "leftover") << entry.path();
    EXPECT_NE(entry.path().filename(), "scratch") << entry.path();
  }
}

TEST_F(HuntProgramTest, OnlyKindsThatWereAskedForFail) {
  EXPECT_EQ(Hunt({"--executions=20", "--fail-on=crash,deadlock"}, "counter")
                .status.code,
            0);
  EXPECT_FALSE(Found("data-race").is_null()) << json_.dump(2);
  EXPECT_EQ(
      Hunt({"--executions=20", "--fail-on=data-race"}, "counter").status.code,
      1);
}

TEST_F(HuntProgramTest, TheSameSeedFindsTheSame) {
  Hunt({"--executions=60", "--seed=5"}, "counter");
  Json first = json_;
  Hunt({"--executions=60", "--seed=5"}, "counter");
  first["seconds"] = json_["seconds"] = 0;
  EXPECT_EQ(first, json_);
}

TEST_F(HuntProgramTest, AloneAProgramBehavesAsAlways) {
  const ChildRun run = RunChild(
      RunfileCommand("tests/harness/whole/programs/static_object", {"exit"}));
  EXPECT_EQ(run.status.code, 7) << run.ToString();
  EXPECT_THAT(run.output, HasSubstr("joined 1\n"));
}

TEST_F(HuntProgramTest, WhatIsNoProgramOfRacekitsIsNotRun) {
  const std::string script = Path("script");
  std::ofstream(script) << "#!/bin/sh\ntouch " << Path("was_run") << "\n";
  fs::permissions(script, fs::perms::owner_all);
  ChildRun run = RunChild(RunfileCommand("racekit", {"hunt", "--", script}));
  EXPECT_EQ(run.status.code, 2);
  EXPECT_THAT(run.error, HasSubstr("racekit c++"));
  EXPECT_FALSE(fs::exists(Path("was_run")));

  run = RunChild(RunfileCommand("racekit", {"hunt", "--", Path("none")}));
  EXPECT_EQ(run.status.code, 2);
  EXPECT_THAT(run.error, HasSubstr("No such file"));
}

TEST_F(HuntProgramTest, WrongFlagsAreSaidToBeWrong) {
  EXPECT_EQ(Hunt({"--seed=many"}, "counter").status.code, 2);
  EXPECT_EQ(Hunt({"--expect-exit=300"}, "counter").status.code, 2);
  EXPECT_EQ(Hunt({"--strategy=luck"}, "counter").status.code, 2);
  const ChildRun run = Hunt({"--fail-on=crash,bugs"}, "counter");
  EXPECT_EQ(run.status.code, 2);
  EXPECT_THAT(run.error, HasSubstr("'bugs'"));
  EXPECT_EQ(Racekit("replay", {"--schedule=rk1:zz"}, "counter").status.code, 2);
  EXPECT_EQ(Racekit("replay", {}, "counter").status.code, 2);
}

TEST_F(HuntProgramTest, KindsCanBeListed) {
  const ChildRun run =
      RunChild(RunfileCommand("racekit", {"hunt", "--list-kinds"}));
  EXPECT_EQ(run.status.code, 0);
  EXPECT_THAT(run.output, HasSubstr("data-race\n"));
  EXPECT_THAT(run.output, HasSubstr("unexpected-exit\n"));
}

}  // namespace
}  // namespace racekit
