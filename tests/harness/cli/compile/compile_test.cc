// `racekit cc` and `racekit c++` as a build uses them: programs are built by
// shell commands, in a folder of their own, and run by themselves.

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/process/command.h"
#include "tests/child_run.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Compilers {
  const char* c;
  const char* cxx;
};

void PrintTo(const Compilers& compilers, std::ostream* out) {
  *out << compilers.cxx;
}

// In a folder that holds the programs of testdata/ and, by its PATH, racekit.
class WrapperTest : public ::testing::TestWithParam<Compilers> {
 protected:
  void SetUp() override {
    const ::testing::TestInfo* test =
        ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = absl::StrCat("wrapper_", test->name());
    for (char& c : name) c = c == '/' ? '_' : c;
    folder_ = fs::path(::testing::TempDir()) / name;
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "bin");
    fs::create_symlink(Runfile("racekit"), folder_ / "bin/racekit");
    const fs::path programs = Runfile("tests/harness/cli/compile/testdata");
    for (const fs::directory_entry& entry : fs::directory_iterator(programs)) {
      fs::copy_file(entry.path(), folder_ / entry.path().filename());
    }
    if (Shell(absl::StrCat("command -v ", GetParam().cxx)).status.code != 0) {
      GTEST_SKIP() << "this machine has no " << GetParam().cxx;
    }
  }

  void TearDown() override { fs::remove_all(folder_); }

  ChildRun Shell(const std::string& script) {
    Command command = RunfileCommand("racekit");
    command.program = "/bin/sh";
    command.args = {"-euc", script};
    command.cwd = folder_.string();
    command.env["PATH"] =
        absl::StrCat((folder_ / "bin").string(), ":", std::getenv("PATH"));
    command.env["RACEKIT_CC"] = GetParam().c;
    command.env["RACEKIT_CXX"] = GetParam().cxx;
    return RunChild(command, absl::Minutes(2));
  }

  // The script's output, if it ends well and complains about nothing.
  std::string Output(const std::string& script) {
    const ChildRun run = Shell(script);
    EXPECT_EQ(run.status.code, 0) << script << "\n" << run.ToString();
    EXPECT_EQ(run.error, "") << script;
    return run.output;
  }

  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

INSTANTIATE_TEST_SUITE_P(Compilers, WrapperTest,
                         ::testing::Values(Compilers{"gcc", "g++"},
                                           Compilers{"clang", "clang++"}));

TEST_P(WrapperTest, BuildsCAtEveryLevel) {
  for (const char* level : {"-O0", "-O1", "-O2", "-O3"}) {
    EXPECT_EQ(Output(absl::StrCat("racekit cc -std=c11 ", level,
                                  " -Wall -Werror threads.c -o threads\n"
                                  "./threads")),
              "5 5 5\n");
  }
}

TEST_P(WrapperTest, BuildsCxxAtEveryLevel) {
  for (const char* level : {"-O0", "-O1", "-O2", "-O3"}) {
    EXPECT_EQ(Output(absl::StrCat("racekit c++ ", level,
                                  " -Wall -Werror main.cc counter.cc -o main\n"
                                  "./main thrown")),
              "thrown\n5\nbye\n");
  }
}

TEST_P(WrapperTest, ProgramsAreInstrumentedAndWithoutThreadSanitizer) {
  EXPECT_NE(Output("racekit c++ -c counter.cc\n"
                   "nm --undefined-only counter.o | grep -c __tsan_"),
            "0\n");
  EXPECT_EQ(Shell("racekit c++ main.cc counter.cc -o main\n"
                  "ldd ./main | grep tsan")
                .output,
            "");
}

TEST_P(WrapperTest, StaticLibrary) {
  EXPECT_EQ(Output("racekit c++ -c counter.cc\n"
                   "ar rcs libcounter.a counter.o\n"
                   "racekit c++ -c main.cc\n"
                   "racekit c++ -o main main.o -L. -lcounter\n"
                   "./main"),
            "5\nbye\n");
}

TEST_P(WrapperTest, SharedLibraryWithNothingUndefined) {
  EXPECT_EQ(Output("racekit c++ -fPIC -shared -Wl,-z,defs counter.cc "
                   "-o libcounter.so\n"
                   "racekit c++ main.cc -o main -L. -lcounter -Wl,-rpath,.\n"
                   "./main"),
            "5\nbye\n");
}

TEST_P(WrapperTest, LibraryThatIsLoadedLater) {
  EXPECT_EQ(Output("racekit c++ -fPIC -shared plugin.cc -o plugin.so\n"
                   "racekit cc load_plugin.c -o load_plugin -ldl\n"
                   "./load_plugin ./plugin.so"),
            "2\n");
}

TEST_P(WrapperTest, LinkerThatThrowsAwayWhatNobodyNames) {
  EXPECT_EQ(Output("racekit c++ -fPIC -shared plugin.cc -o plugin.so\n"
                   "racekit cc -ffunction-sections load_plugin.c -ldl "
                   "-Wl,--gc-sections -Wl,--as-needed -o load_plugin\n"
                   "./load_plugin ./plugin.so"),
            "2\n");
}

TEST_P(WrapperTest, ResponseFilesLanguagesAndLinkTimeOptimisation) {
  EXPECT_EQ(Output("echo '-O2 \"main.cc\" counter.cc -o main' > arguments\n"
                   "racekit c++ @arguments\n"
                   "./main"),
            "5\nbye\n");
  EXPECT_EQ(Output("racekit cc -x c - -o threads < threads.c\n"
                   "./threads"),
            "5 5 5\n");
  EXPECT_EQ(Output("racekit cc -O2 -flto -c threads.c\n"
                   "racekit cc -O2 -flto threads.o -o threads\n"
                   "nm --undefined-only threads.o | grep -c __tsan_func_entry\n"
                   "./threads"),
            "1\n5 5 5\n");
}

TEST_P(WrapperTest, TheProgramsOwnMallocStaysItsOwn) {
  EXPECT_EQ(Output("racekit cc -fno-builtin own_malloc.c -o own_malloc\n"
                   "./own_malloc"),
            "own\n");
}

// As if the program had another release of each library that racekit is made
// of: all that racekit is linked from is there a second time, and deadly.
TEST_P(WrapperTest, TheProgramsOwnLibrariesAreNoClash) {
  EXPECT_EQ(
      Output("archive=$(racekit c++ -v main.cc counter.cc -o main 2>&1 |\n"
             "  tr ' ' '\\n' | grep 'libracekit_explore[.]a$' | head -n 1)\n"
             "nm --defined-only \"$archive\" |\n"
             "  sed -n 's/^[0-9a-f]* [tT] \\(_ZNK*4absl[A-Za-z0-9_]*\\)$/"
             "\\1/p' | sort -u > names\n"
             "[ $(wc -l < names) -gt 100 ]\n"
             "sed 's/.*/.globl &\\n.type &, @function\\n&: ud2/' names "
             "> rival.s\n"
             "racekit c++ main.cc counter.cc rival.s -Wl,-z,noexecstack "
             "-o main\n"
             "./main\n"
             "racekit hunt --executions=10 -- ./main > hunt.log 2>&1"),
      "5\nbye\n");
}

// The race is in the library: it is seen into, and its calls are controlled.
TEST_P(WrapperTest, WhatItHasBuiltCanBeHunted) {
  const std::string build =
      "racekit c++ -O2 -fPIC -shared counter.cc $option -o libcounter.so\n"
      "racekit c++ -O2 main.cc -o main -L. -lcounter -Wl,-rpath,$PWD\n"
      "racekit hunt --executions=100 --json=found.json -- ./main";
  const ChildRun racy = Shell("option=-DUNLOCKED\n" + build);
  EXPECT_EQ(racy.status.code, 1) << racy.ToString();
  EXPECT_THAT(Output("cat found.json"), HasSubstr("counter.cc"));
  const ChildRun locked = Shell("option=\n" + build);
  EXPECT_EQ(locked.status.code, 0) << locked.ToString();
}

TEST_P(WrapperTest, ExitStatusAndArgumentsAreTheProgramsOwn) {
  const ChildRun run = Shell(
      "racekit c++ main.cc counter.cc -o main\n"
      "exec ./main thrown 7");
  EXPECT_EQ(run.status.code, 7);
  EXPECT_EQ(run.output, "thrown\n5\nbye\n");
}

TEST_P(WrapperTest, TheCompilersErrorsAreItsOwn) {
  const ChildRun run = Shell("racekit c++ -c nowhere.cc");
  EXPECT_EQ(run.status.code, 1);
  EXPECT_THAT(run.error, HasSubstr("nowhere.cc"));
}

TEST_P(WrapperTest, QuestionsAndPreprocessingAreUntouched) {
  for (const char* args :
       {"--version", "-dumpmachine", "-dumpversion", "-E threads.c",
        "-M threads.c", "-print-prog-name=ld"}) {
    EXPECT_EQ(Output(absl::StrCat("racekit cc ", args)),
              Output(absl::StrCat(GetParam().c, " ", args)));
  }
}

TEST_P(WrapperTest, MisuseNamesTheOptionAndExitsWithTwo) {
  const ChildRun run = Shell("racekit c++ -static main.cc counter.cc");
  EXPECT_EQ(run.status.code, 2);
  EXPECT_THAT(run.error, StartsWith("racekit c++: -static: "));
}

TEST_P(WrapperTest, CMake) {
  if (Shell("command -v cmake").status.code != 0) {
    GTEST_SKIP() << "this machine has no cmake";
  }
  EXPECT_THAT(Output("export CC='racekit cc' CXX='racekit c++'\n"
                     "cmake -S . -B build > log && cmake --build build > log\n"
                     "./build/main && ./build/threads"),
              "5\nbye\n5 5 5\n");
}

TEST(WrapperWithoutCompilerTest, SaysWhichVariableNamesIt) {
  Command command = RunfileCommand("racekit", {"cc", "-c", "a.c"});
  command.env["RACEKIT_CC"] = "no-such-compiler";
  const ChildRun run = RunChild(command);
  EXPECT_EQ(run.status.code, 2);
  EXPECT_THAT(run.error, HasSubstr("'no-such-compiler'"));
  EXPECT_THAT(run.error, HasSubstr("$RACEKIT_CC"));
}

}  // namespace
}  // namespace racekit
