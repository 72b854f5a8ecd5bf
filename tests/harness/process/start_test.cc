// Starting: arguments, environment, directory, streams, and what can go wrong.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "tests/harness/process/process_test_util.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;

Outcome RunToEnd(const Command& command, std::string_view input = "") {
  auto outcome = MustStart(command).Communicate(input);
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  return outcome.ok() ? *outcome : Outcome();
}

std::string TempPath(const std::string& name) {
  return testing::TempDir() + "/" + name;
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Start, PassesArgumentsUnchanged) {
  const Outcome outcome =
      RunToEnd(Puppet({"args", "two words", "", "$HOME", "'*'"}));
  EXPECT_EQ(outcome.output, "two words\n\n$HOME\n'*'\n");
  EXPECT_TRUE(outcome.status.ok());
}

TEST(Start, FindsAProgramInPath) {
  Command command;
  command.program = "echo";
  command.args = {"found"};
  EXPECT_EQ(RunToEnd(command).output, "found\n");
}

TEST(Start, AddsChangesAndRemovesVariables) {
  setenv("RACEKIT_A", "old", 1);
  setenv("RACEKIT_B", "kept", 1);
  setenv("RACEKIT_C", "goes", 1);
  Command command = Puppet({"env"});
  command.env["RACEKIT_A"] = "new";
  command.env["RACEKIT_C"] = std::nullopt;
  command.env["RACEKIT_D"] = "a=b";
  const std::string output = RunToEnd(command).output;
  EXPECT_THAT(output, HasSubstr("RACEKIT_A=new\n"));
  EXPECT_THAT(output, HasSubstr("RACEKIT_B=kept\n"));
  EXPECT_THAT(output, Not(HasSubstr("RACEKIT_C")));
  EXPECT_THAT(output, HasSubstr("RACEKIT_D=a=b\n"));
}

TEST(Start, CanBeginWithAnEmptyEnvironment) {
  Command command = Puppet({"env"});
  command.clear_env = true;
  command.env["ONLY"] = "one";
  EXPECT_EQ(RunToEnd(command).output, "ONLY=one\n");
}

TEST(Start, RunsInTheGivenDirectory) {
  Command command = Puppet({"cwd"});
  command.cwd = "/";
  EXPECT_EQ(RunToEnd(command).output, "/\n");
}

TEST(Start, ARelativeProgramIsSeenFromTheParent) {
  ASSERT_EQ(symlink(Puppet({}).program.c_str(), TempPath("link").c_str()), 0);
  char old[4096];
  ASSERT_NE(getcwd(old, sizeof old), nullptr);
  ASSERT_EQ(chdir(testing::TempDir().c_str()), 0);
  Command command = Puppet({"cwd"});
  command.program = "./link";
  command.cwd = "/";
  EXPECT_EQ(RunToEnd(command).output, "/\n");
  ASSERT_EQ(chdir(old), 0);
}

TEST(Start, StreamsLeadToFiles) {
  WriteFile(TempPath("in"), "from a file\n");
  WriteFile(TempPath("out"), "old and long contents that must go\n");
  Command command;
  command.program = "cat";
  command.input = Stdio::File(TempPath("in"));
  command.output = Stdio::File(TempPath("out"));
  EXPECT_EQ(RunToEnd(command).output, "");
  EXPECT_EQ(ReadFile(TempPath("out")), "from a file\n");
  command.output = Stdio::Append(TempPath("out"));
  RunToEnd(command);
  EXPECT_EQ(ReadFile(TempPath("out")), "from a file\nfrom a file\n");
}

TEST(Start, ErrorAndOutputMayShareOnePipeInOrder) {
  Command command = Puppet({"both"});
  command.error = Stdio::ToOutput();
  const Outcome outcome = RunToEnd(command);
  EXPECT_EQ(outcome.output, "to output\nto error\n");
  EXPECT_EQ(outcome.error, "");
}

TEST(Start, ErrorAndOutputAreKeptApartOtherwise) {
  const Outcome outcome = RunToEnd(Puppet({"both"}));
  EXPECT_EQ(outcome.output, "to output\n");
  EXPECT_EQ(outcome.error, "to error\n");
}

TEST(Start, NullInputEndsAtOnce) {
  Command command;
  command.program = "cat";
  EXPECT_EQ(RunToEnd(command).output, "");
}

TEST(Start, TheChildHasNoDescriptorButTheStandardThree) {
  // One that the program around us has open and does not close on exec, as
  // descriptors are by default.
  const int leaky = open("/dev/null", O_RDONLY);
  ASSERT_GT(leaky, 2);
  ASSERT_EQ(fcntl(leaky, F_GETFD), 0);
  ChildProcess other = StartPuppet({"sleep"});  // whose pipes are open here
  EXPECT_EQ(RunToEnd(Puppet({"fds"})).output, "0\n1\n2\n");
  close(leaky);
}

TEST(Start, WorksWhereTheParentsStandardStreamsAreClosed) {
  // The pipes then get the numbers 0 and up, where the child's are to go.
  const int saved = fcntl(0, F_DUPFD_CLOEXEC, 10);
  close(0);
  Command command;
  command.program = "cat";
  command.input = Stdio::Pipe();
  const Outcome piped = RunToEnd(command, "through");
  command.input = Stdio::Inherit();
  const Outcome inherited = RunToEnd(command);
  ASSERT_EQ(dup2(saved, 0), 0);
  close(saved);
  EXPECT_EQ(piped.output, "through");
  EXPECT_EQ(inherited.output, "");
  EXPECT_TRUE(inherited.status.ok()) << inherited.error;
}

TEST(Start, SignalsAreDefaultAndUnblocked) {
  signal(SIGPIPE, SIG_IGN);
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, &old);
  const Outcome outcome = RunToEnd(Puppet({"signals"}));
  sigprocmask(SIG_SETMASK, &old, nullptr);
  signal(SIGPIPE, SIG_DFL);
  EXPECT_EQ(outcome.output, "ignored 0, blocked 0\n");
}

TEST(Start, LeaksNoDescriptor) {
  RunToEnd(
      Puppet({"exit", "0"}));  // starts the guardian, whose pipe stays open
  const int before = CountOpenDescriptors();
  for (int i = 0; i < 20; ++i) RunToEnd(Puppet({"both"}));
  Command missing;
  missing.program = "/no/such/program";
  EXPECT_FALSE(ChildProcess::Start(missing).ok());
  EXPECT_EQ(CountOpenDescriptors(), before);
}

// What a Start() that must fail says.
struct Failure {
  absl::StatusCode code;
  std::string message;
};

Failure StartMustFail(const Command& command) {
  const auto child = ChildProcess::Start(command);
  EXPECT_FALSE(child.ok());
  return {child.status().code(), std::string(child.status().message())};
}

TEST(StartFails, NamingAMissingProgramAndWhereItWasSought) {
  Command command;
  command.program = "racekit-no-such-program";
  const Failure failure = StartMustFail(command);
  EXPECT_EQ(failure.code, absl::StatusCode::kNotFound);
  EXPECT_THAT(failure.message, HasSubstr("'racekit-no-such-program'"));
  EXPECT_THAT(failure.message, HasSubstr(getenv("PATH")));
}

TEST(StartFails, NamingAFileThatIsNotExecutable) {
  WriteFile(TempPath("data"), "not a program");
  Command command;
  command.program = TempPath("data");
  const Failure failure = StartMustFail(command);
  EXPECT_EQ(failure.code, absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(failure.message, HasSubstr(command.program));
  EXPECT_THAT(failure.message, HasSubstr("not executable"));

  command.program = testing::TempDir();
  EXPECT_THAT(StartMustFail(command).message, HasSubstr("is a directory"));
}

TEST(StartFails, NamingAFileThatIsNoProgram) {
  WriteFile(TempPath("garbage"), "\x01\x02");
  ASSERT_EQ(chmod(TempPath("garbage").c_str(), 0755), 0);
  Command command;
  command.program = TempPath("garbage");
  EXPECT_THAT(StartMustFail(command).message, HasSubstr("Exec format error"));
}

TEST(StartFails, NamingTheDirectory) {
  Command command = Puppet({"cwd"});
  command.cwd = "/no/such/folder";
  Failure failure = StartMustFail(command);
  EXPECT_EQ(failure.code, absl::StatusCode::kNotFound);
  EXPECT_THAT(failure.message, HasSubstr("directory '/no/such/folder'"));
  EXPECT_THAT(failure.message, HasSubstr(command.program));

  WriteFile(TempPath("file"), "");
  command.cwd = TempPath("file");
  EXPECT_THAT(StartMustFail(command).message, HasSubstr("Not a directory"));
}

TEST(StartFails, NamingADirectoryThatMayNotBeEntered) {
  if (geteuid() == 0) GTEST_SKIP() << "root may enter every directory";
  ASSERT_EQ(mkdir(TempPath("locked").c_str(), 0), 0);
  Command command = Puppet({"cwd"});
  command.cwd = TempPath("locked");
  const Failure failure = StartMustFail(command);
  EXPECT_EQ(failure.code, absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(failure.message, HasSubstr(command.cwd));
}

TEST(StartFails, NamingTheFileAndItsStream) {
  Command command = Puppet({"both"});
  command.output = Stdio::File("/no/such/folder/out");
  EXPECT_THAT(StartMustFail(command).message,
              HasSubstr("'/no/such/folder/out' for standard output"));
  command = Puppet({"both"});
  command.input = Stdio::File("/no/such/file");
  EXPECT_THAT(StartMustFail(command).message,
              HasSubstr("'/no/such/file' for standard input"));
}

TEST(StartFails, ForWhatNoProcessCanBeGiven) {
  Command command = Puppet({std::string("a\0b", 3)});
  EXPECT_EQ(StartMustFail(command).code, absl::StatusCode::kInvalidArgument);
  command = Puppet({"env"});
  command.env["A=B"] = "c";
  EXPECT_THAT(StartMustFail(command).message, HasSubstr("'A=B'"));
  command = Puppet({"env"});
  command.output = Stdio::ToOutput();
  EXPECT_EQ(StartMustFail(command).code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StartMustFail(Command()).code, absl::StatusCode::kInvalidArgument);
}

TEST(StartFails, WhenTheArgumentsAreTooLong) {
  const Failure failure =
      StartMustFail(Puppet({"args", std::string(8 << 20, 'x')}));
  EXPECT_THAT(failure.message, HasSubstr("Argument list too long"));
}

}  // namespace
}  // namespace racekit
