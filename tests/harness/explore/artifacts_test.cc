// What a failing race test leaves behind, and whether that leads back to it.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/report/json.h"
#include "tests/child_run.h"

namespace racekit {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBinary[] = "tests/harness/explore/must_fail_explore";
constexpr char kTest[] = "MustFail.AssertionOnAThread";

std::string Folder() {
  const std::string folder =
      testing::TempDir() + "artifacts_test." +
      testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::remove_all(folder);
  return folder;
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Command MustFail(const std::string& folder) {
  Command command = RunfileCommand(
      kBinary,
      {std::string("--gtest_filter=") + kTest, "--racekit_executions=2"});
  command.env["RACEKIT_OUT"] = folder;
  return command;
}

TEST(ArtifactsTest, TextAndJson) {
  const std::string folder = Folder();
  const ChildRun run = RunChild(MustFail(folder));
  EXPECT_EQ(run.status.code, 1);
  EXPECT_THAT(run.output, HasSubstr(folder + "/" + kTest + ".{json,txt}"));
  const absl::StatusOr<Report> report =
      ReportFromJson(Contents(folder + "/" + kTest + ".json"));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->test, kTest);
  ASSERT_EQ(report->findings.size(), 1u);
  EXPECT_THAT(report->findings[0].schedule, HasSubstr("rk1:"));
  EXPECT_THAT(Contents(folder + "/" + kTest + ".txt"),
              HasSubstr(report->findings[0].schedule));
}

// Of processes that the kernel loads at different places.
TEST(ArtifactsTest, JsonOfEqualRunsIsTheSameByteForByte) {
  for (const char* test :
       {"MustFail.AssertionOnAThread", "MustFail.NullPointer",
        "MustFail.WaitForEver", "MustFail.DataRaceOnAGlobal"}) {
    std::string json[2];
    for (std::string& text : json) {
      const std::string folder = Folder();
      Command command = RunfileCommand(
          kBinary, {std::string("--gtest_filter=") + test,
                    "--racekit_executions=5", "--racekit_shrink=100"});
      command.env["RACEKIT_OUT"] = folder;
      EXPECT_EQ(RunChild(command).status.code, 1);
      text = Contents(folder + "/" + test + ".json");
    }
    EXPECT_THAT(json[0], HasSubstr("\"schedule\": \"rk1:"));
    EXPECT_EQ(json[0], json[1]) << test;
  }
}

TEST(ArtifactsTest, UnderBazelInTheFolderThatItCollects) {
  const std::string folder = Folder();
  Command command = MustFail("");
  command.env.erase("RACEKIT_OUT");
  command.env["TEST_UNDECLARED_OUTPUTS_DIR"] = folder;
  command.env["TEST_TARGET"] = "//bank:account_test_explore";
  const ChildRun run = RunChild(command);
  EXPECT_THAT(run.output,
              ContainsRegex("replay: bazel test //bank:account_test_explore "
                            "--test_filter=MustFail.AssertionOnAThread"));
  EXPECT_TRUE(std::filesystem::exists(folder + "/" + kTest + ".json"));
  EXPECT_TRUE(std::filesystem::exists(folder + "/" + kTest + ".txt"));
}

TEST(ArtifactsTest, PassingTestsLeaveFilesOnlyWhereTheyAreCollected) {
  const std::string folder = Folder();
  Command command = RunfileCommand(
      kBinary, {"--gtest_filter=*.ThatOthersFailedDoesNotMatterHere"});
  command.env["RACEKIT_OUT"] = folder;
  EXPECT_EQ(RunChild(command).status.code, 0);
  EXPECT_TRUE(std::filesystem::exists(
      folder + "/MustFail.ThatOthersFailedDoesNotMatterHere.json"));
  std::filesystem::create_directories(folder);
  command.env.erase("RACEKIT_OUT");
  command.cwd = folder;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  EXPECT_EQ(RunChild(command).status.code, 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(ArtifactsTest, ElsewhereInRacekitReport) {
  const std::string folder = Folder();
  std::filesystem::create_directories(folder);
  Command command = MustFail("");
  command.env.erase("RACEKIT_OUT");
  command.cwd = folder;
  command.program = std::filesystem::absolute(command.program);
  const ChildRun run = RunChild(command);
  EXPECT_TRUE(std::filesystem::exists(
      folder + "/racekit-report/must_fail_explore/" + kTest + ".json"))
      << run.ToString();
}

TEST(ArtifactsTest, AFolderThatCannotBeWrittenLosesNothing) {
  const std::string folder = Folder();
  std::ofstream(folder) << "a file in place of the folder";
  const ChildRun run = RunChild(MustFail(folder));
  EXPECT_EQ(run.status.code, 1);
  EXPECT_THAT(run.error, HasSubstr("racekit: warning: the report of " +
                                   std::string(kTest) + " is not on disk"));
  EXPECT_THAT(run.error, HasSubstr("Not a directory"));
  EXPECT_THAT(run.error, HasSubstr("RACEKIT_OUT=DIR"));
  EXPECT_THAT(run.output, HasSubstr("on a thread"));
  EXPECT_THAT(run.output, HasSubstr("rk1:"));
}

TEST(ArtifactsTest, TestXmlHoldsSeedExecutionsAndToken) {
  const std::string folder = Folder();
  Command command = MustFail(folder);
  command.args.push_back("--gtest_output=xml:" + folder + "/test.xml");
  command.args.push_back("--racekit_seed=7");
  RunChild(command);
  const std::string xml = Contents(folder + "/test.xml");
  for (const char* property : {R"(name="racekit_seed" value="7")",
                               R"(name="racekit_executions" value="2")",
                               R"(name="racekit_findings" value="1")",
                               R"(name="racekit_variant" value="explore")",
                               R"(name="racekit_distinct" value=")",
                               R"(name="racekit_replay" value="rk1:)"}) {
    EXPECT_THAT(xml, HasSubstr(property));
  }
  // A terminal's colours have no place there.
  EXPECT_THAT(xml, Not(HasSubstr("\033")));
}

TEST(ArtifactsTest, TestXmlOfAPassingTestHasNoToken) {
  const std::string folder = Folder();
  Command command = RunfileCommand(
      kBinary,
      {"--gtest_filter=*.ThatOthersFailedDoesNotMatterHere", "--racekit_seed=7",
       "--gtest_output=xml:" + folder + "/test.xml"});
  const ChildRun run = RunChild(command);
  EXPECT_THAT(run.output, ContainsRegex("racekit: OK .*distinct.*, [0-9.]+ s"));
  const std::string xml = Contents(folder + "/test.xml");
  for (const char* property : {R"(name="racekit_seed" value="7")",
                               R"(name="racekit_executions" value=")",
                               R"(name="racekit_findings" value="0")",
                               R"(name="racekit_distinct" value=")"}) {
    EXPECT_THAT(xml, HasSubstr(property));
  }
  EXPECT_THAT(xml, Not(HasSubstr("racekit_replay")));
}

// What stands behind `label`, over the line's end if that is a backslash.
std::string CommandAfter(const std::string& text, const std::string& label) {
  std::size_t begin = text.find(label);
  if (begin == std::string::npos) return "";
  begin += label.size();
  std::size_t end = text.find('\n', begin);
  while (end != std::string::npos && text[end - 1] == '\\') {
    end = text.find('\n', end + 1);
  }
  return text.substr(begin, end - begin);
}

TEST(ArtifactsTest, TheReplayCommandPastedIntoAShellFindsItAgain) {
  const ChildRun first = RunChild(MustFail(Folder()));
  const std::string pasted = CommandAfter(first.output, "  replay: ");
  ASSERT_NE(pasted, "") << first.output;
  Command shell = MustFail(Folder());
  shell.program = "/bin/sh";
  shell.args = {"-c", pasted};
  const ChildRun again = RunChild(shell);
  EXPECT_EQ(again.status.code, 1) << pasted;
  EXPECT_THAT(again.output, HasSubstr("on a thread"));
  EXPECT_THAT(again.output, HasSubstr("1 execution,"));
  EXPECT_THAT(again.output, Not(HasSubstr("DIVERGENCE")));
}

}  // namespace
}  // namespace racekit
