// The racekit tool as its user meets it: started as a process, judged by what
// it prints and how it exits.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/cli/version.h"
#include "harness/process/child_process.h"
#include "nlohmann/json.hpp"
#include "tests/child_run.h"
#include "tests/golden.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

ChildRun Racekit(std::vector<std::string> args) {
  return RunChild(RunfileCommand("racekit", std::move(args)));
}

std::string Golden(const std::string& name) {
  return "tests/harness/cli/testdata/" + name + ".golden";
}

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Racekit, Help) {
  const ChildRun run = Racekit({"--help"});
  EXPECT_EQ(run.status.code, 0);
  EXPECT_TRUE(MatchesGolden(run.ToString(), Golden("help")));
}

TEST(Racekit, HuntHelp) {
  const ChildRun run = Racekit({"hunt", "--help"});
  EXPECT_TRUE(MatchesGolden(run.ToString(), Golden("hunt_help")));
}

TEST(Racekit, TriageSaysWhatIsNewAndByItsExitCode) {
  const std::string log = Runfile("tests/harness/triage/testdata/gcc.log");
  const std::string folder = testing::TempDir() + "triage_test";
  fs::remove_all(folder);
  const std::string baseline = "--baseline=" + folder + "/known.json";
  const ChildRun fresh =
      Racekit({"triage", log, "--json", folder + "/new.json"});
  EXPECT_EQ(fresh.status.code, 1);
  EXPECT_THAT(fresh.output, HasSubstr("DATA-RACE  data race on counter"));
  EXPECT_THAT(fresh.output,
              HasSubstr("6 reports, 6 different: 6 new, 0 known"));
  const auto json = nlohmann::json::parse(ReadFile(folder + "/new.json"));
  EXPECT_EQ(json["findings"].size(), 6);

  const ChildRun update = Racekit({"triage", log, baseline, "--update-baseline",
                                   "--owner=net", "--expires=2026-12-31"});
  EXPECT_EQ(update.status.code, 0);
  const ChildRun known =
      Racekit({"triage", log, baseline, "--today=2026-12-31"});
  EXPECT_EQ(known.status.code, 0);
  EXPECT_THAT(known.output,
              HasSubstr("known: data race on counter: a.cc:6, a.cc:6  (net)  "
                        "until 2026-12-31"));
  const ChildRun expired =
      Racekit({"triage", log, baseline, "--today=2027-01-01"});
  EXPECT_EQ(expired.status.code, 1);
  EXPECT_THAT(expired.output, HasSubstr("accepted until 2026-12-31 by net"));
  const ChildRun gone = Racekit({"triage", "/dev/null", baseline});
  EXPECT_EQ(gone.status.code, 0);
  EXPECT_THAT(gone.output, HasSubstr("no longer seen: data race on counter"));
}

TEST(Racekit, TriageSaysWhatItCannotRead) {
  const auto fails = [](std::vector<std::string> args, const char* why) {
    args.insert(args.begin(), "triage");
    const ChildRun run = Racekit(std::move(args));
    EXPECT_EQ(run.status.code, 2) << why;
    EXPECT_THAT(run.error, HasSubstr(why));
  };
  fails({}, "which log?");
  fails({"/no/such.log"}, "/no/such.log");
  fails({testing::TempDir()}, "Is a directory");
  fails({"/dev/null", "--baseline=/no/such.json"}, "--update-baseline makes");
  fails({"/dev/null", "--today=soon"}, "--today=soon: 'soon' is no day");
  fails({"/dev/null", "--update-baseline"}, "needs --baseline=FILE");
}

TEST(Racekit, DoctorIsHandedItsArguments) {
  const ChildRun help = Racekit({"doctor", "--help"});
  EXPECT_EQ(help.status.code, 0);
  EXPECT_THAT(help.output, HasSubstr("usage: doctor"));
  const ChildRun misuse = Racekit({"doctor", "--cure"});
  EXPECT_EQ(misuse.status.code, 2);
  EXPECT_THAT(misuse.error, HasSubstr("'--cure'"));
}

TEST(Racekit, VersionIsThatOfTheModule) {
  EXPECT_EQ(Racekit({"--version"}).output,
            absl::StrCat("racekit ", cli::kVersion, "\n"));
  EXPECT_THAT(ReadFile(Runfile("MODULE.bazel")),
              HasSubstr(absl::StrCat("module(name = \"racekit\", version = \"",
                                     cli::kVersion, "\")")));
}

// Everything that is wrong with a command line, and what is said about it.
TEST(Racekit, MisuseIsExplainedAndExitsWithTwo) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"hnut"},
      {"--hunt"},
      {"hunt", "--scenario=countr/unlocked"},
      {"hunt", "--scenario=nonsense"},
      {"hunt", "--scenario=bank/transfer", "--variant=atomic"},
      {"hunt", "--build=msan"},
      {"hunt", "--rums=5"},
      {"hunt", "--runs=many"},
      {"hunt", "--runs=0"},
      {"hunt", "--runs"},
      {"hunt", "--time=10"},
      {"hunt", "--time=inf"},
      {"hunt", "--seed=-1"},
      {"hunt", "--jobs=0"},
      {"hunt", "--list=yes"},
      {"hunt", "--json=/no/such/folder/out.json"},
      {"hunt", "bank"},
  };
  std::string all;
  for (const std::vector<std::string>& args : wrong) {
    const ChildRun run = Racekit(args);
    EXPECT_EQ(run.status.code, 2) << run.ToString();
    EXPECT_EQ(run.output, "");
    absl::StrAppend(&all, "$ racekit");
    for (const std::string& arg : args) absl::StrAppend(&all, " ", arg);
    absl::StrAppend(&all, "\n", run.error, "\n");
  }
  EXPECT_TRUE(MatchesGolden(all, Golden("misuse")));
}

TEST(RacekitHunt, FindsARaceAndSeesItsFixHold) {
  const ChildRun run = Racekit(
      {"hunt", "--scenario=counter/locked-access-by-access", "--build=stress"});
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  EXPECT_THAT(run.output, testing::ContainsRegex(
                              " ok +racy +stress +lost-update +lost-update"));
  EXPECT_THAT(run.output, HasSubstr("3 of 3 as expected"));
  EXPECT_THAT(run.error, HasSubstr("[3/3] "));  // progress, a line each
}

TEST(RacekitHunt, WritesJson) {
  const std::vector<std::string> args = {
      "hunt",
      "--scenario=counter/locked-access-by-access",
      "--variant=compare-exchange",
      "--build=stress",
      "--runs=3",
      "--seed=9"};
  std::vector<std::string> to_output = args;
  to_output.push_back("--json");
  const ChildRun run = Racekit(to_output);
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  const auto json = nlohmann::json::parse(run.output);
  EXPECT_EQ(json["ok"], true);
  EXPECT_EQ(json["items"][0]["report"]["seed"], 9);
  EXPECT_EQ(json["items"][0]["report"]["injected"]["runs"], 3);
}

TEST(RacekitHunt, ListsScenariosWithoutRunningThem) {
  const ChildRun run = Racekit({"hunt", "--list", "--scenario=bank"});
  EXPECT_EQ(run.status.code, 0);
  EXPECT_THAT(run.output, HasSubstr("bank/transfer"));
  EXPECT_THAT(run.output, HasSubstr("scoped-lock  (fixed)"));
  EXPECT_THAT(run.output, Not(HasSubstr("counter/")));
  EXPECT_EQ(run.error, "");
}

TEST(RacekitHunt, FilesAreSeenFromTheUsersOwnFolder) {
  const std::string folder = testing::TempDir() + "/own_folder";
  fs::create_directory(folder);
  // As `bazel run` starts it: in the runfiles, the user's folder in a variable.
  Command command = RunfileCommand(
      "racekit", {"hunt", "--list", "--scenario=bank", "--json=list.json"});
  command.cwd = Runfile("");
  command.env["BUILD_WORKING_DIRECTORY"] = folder;
  EXPECT_EQ(RunChild(command).status.code, 0);
  EXPECT_THAT(ReadFile(folder + "/list.json"), HasSubstr("bank/transfer"));
}

// A racekit whose runners are fake_runner.sh: found first, because they lie
// beside the binary, as runfiles do.
class RacekitWithFakeRunner : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name =
        testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = testing::TempDir() + "/" + name;
    fs::remove_all(folder_);
    const std::string runners =
        folder_ + "/racekit.runfiles/racekit/harness/cli";
    fs::create_directories(runners);
    fs::copy_file(Runfile("racekit"), folder_ + "/racekit");
    // A real variant's name in, a fake's out.
    std::ofstream(runners + "/scenario_runner_stress")
        << "#!/bin/sh\nexec '" << Runfile("tests/harness/cli/fake_runner.sh")
        << "' --scenario=fake --variant=\"${FAKE_VARIANT}\"\n";
    fs::permissions(runners + "/scenario_runner_stress", fs::perms::owner_all);
    fifo_ = folder_ + "/fifo";
    ASSERT_EQ(mkfifo(fifo_.c_str(), 0600), 0);
  }

  // A hunt of one item, in which the runner behaves as `fake` says.
  Command HuntOf(const std::string& fake, std::vector<std::string> more = {}) {
    Command command =
        RunfileCommand("", {"hunt", "--scenario=counter/unlocked",
                            "--variant=atomic", "--build=stress"});
    command.program = folder_ + "/racekit";
    command.args.insert(command.args.end(), more.begin(), more.end());
    command.env["FAKE_VARIANT"] = fake;
    command.env["FAKE_RUNNER_FIFO"] = fifo_;
    return command;
  }

  // Opens the FIFO without waiting for a writer.
  int OpenFifo() { return open(fifo_.c_str(), O_RDONLY | O_NONBLOCK); }

  // Waits until `fd` has something to read, or all writers are gone.
  static std::string ReadToEnd(int fd) {
    fcntl(fd, F_SETFL, 0);
    std::string text;
    char buffer[64];
    for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }

  std::string folder_;
  std::string fifo_;
};

TEST_F(RacekitWithFakeRunner, ExitsWithZeroWhereAllIsAsExpected) {
  const ChildRun run = RunChild(HuntOf("silent"));
  EXPECT_EQ(run.status.code, 0) << run.ToString();
}

TEST_F(RacekitWithFakeRunner, ExitsWithOneWhereItIsNot) {
  const ChildRun run = RunChild(HuntOf("racy"));
  EXPECT_EQ(run.status.code, 1);
  EXPECT_THAT(run.output, HasSubstr("expected nothing, found lost-update"));
  EXPECT_THAT(run.output, HasSubstr("1 NOT AS EXPECTED"));
}

TEST_F(RacekitWithFakeRunner, ExitsWithThreeWhereARunnerBreaks) {
  for (const char* fake : {"crash", "fails", "garbage", "no-output"}) {
    const ChildRun run = RunChild(HuntOf(fake));
    EXPECT_EQ(run.status.code, 3) << fake;
    EXPECT_THAT(run.output, HasSubstr("1 WITHOUT A REPORT")) << fake;
  }
}

TEST_F(RacekitWithFakeRunner, StopsARunnerThatFloods) {
  const ChildRun run = RunChild(HuntOf("flood"));
  EXPECT_EQ(run.status.code, 3);
  EXPECT_THAT(run.output, HasSubstr("the runner flooded its output"));
}

TEST_F(RacekitWithFakeRunner, StopsARunnerThatNeverEndsAndAllItStarted) {
  const int fifo = OpenFifo();
  ASSERT_GE(fifo, 0) << strerror(errno);
  const ChildRun run = RunChild(HuntOf("hang", {"--timeout=500ms"}));
  EXPECT_EQ(run.status.code, 3);
  EXPECT_THAT(run.output, HasSubstr("the runner did not end within 500ms"));
  EXPECT_THAT(ReadToEnd(fifo), testing::AnyOf("up\n", ""));
  close(fifo);
}

TEST_F(RacekitWithFakeRunner, LeavesNoRunnerWhenItIsKilledItself) {
  const int fifo = OpenFifo();
  ASSERT_GE(fifo, 0) << strerror(errno);
  auto racekit = ChildProcess::Start(HuntOf("hang"));
  ASSERT_TRUE(racekit.ok()) << racekit.status();
  // The runner says that it is up, so it has the FIFO open.
  fcntl(fifo, F_SETFL, 0);
  const int keep_open = open(fifo_.c_str(), O_WRONLY);
  char up[3];
  ASSERT_EQ(read(fifo, up, sizeof up), 3);
  close(keep_open);
  ASSERT_TRUE(racekit->Kill().ok());
  EXPECT_EQ(racekit->Wait()->signal, SIGKILL);
  EXPECT_EQ(ReadToEnd(fifo), "");  // hangs if anyone is left
  close(fifo);
}

}  // namespace
}  // namespace racekit
