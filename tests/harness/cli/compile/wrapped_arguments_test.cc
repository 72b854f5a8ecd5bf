#include "harness/cli/compile/wrapped_arguments.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/cli/compile/invocation.h"

namespace racekit::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const CompileFiles kFiles = {"/p/lib.a", "/p/lib.exports", "/p/gcc.specs"};

absl::StatusOr<std::string> Wrap(const std::string& line,
                                 CompilerFamily family = CompilerFamily::kGcc) {
  const std::vector<std::string> args =
      absl::StrSplit(line, ' ', absl::SkipEmpty());
  const absl::StatusOr<std::vector<std::string>> wrapped =
      WrappedArguments(args, ParseInvocation(args), family, kFiles);
  if (!wrapped.ok()) return wrapped.status();
  return absl::StrJoin(*wrapped, " ");
}

std::string Wrapped(const std::string& line,
                    CompilerFamily family = CompilerFamily::kGcc) {
  const absl::StatusOr<std::string> wrapped = Wrap(line, family);
  EXPECT_TRUE(wrapped.ok()) << wrapped.status();
  return wrapped.value_or("");
}

TEST(WrappedArgumentsTest, LeaveAloneWhatMakesNoCode) {
  for (const char* line :
       {"", "--version", "-dumpmachine", "-E a.c", "-M a.c", "-v",
        "-r a.o b.o -o c.o", "-nostdlib a.c", "-fsanitize=address -E a.c"}) {
    EXPECT_EQ(Wrapped(line), line);
    EXPECT_EQ(Wrapped(line, CompilerFamily::kClang), line);
  }
}

TEST(WrappedArgumentsTest, CompilingIsInstrumented) {
  const std::string line = "-O3 -c a.c -o a.o";
  EXPECT_THAT(Wrapped(line), StartsWith("-specs=/p/gcc.specs "));
  EXPECT_THAT(Wrapped(line), EndsWith(" " + line));
  EXPECT_THAT(Wrapped(line, CompilerFamily::kClang),
              StartsWith("-Xclang -fsanitize=thread "));
  EXPECT_THAT(Wrapped(line, CompilerFamily::kClang), EndsWith(" " + line));
}

TEST(WrappedArgumentsTest, AProgramIsLinkedWithTheArchive) {
  EXPECT_THAT(Wrapped("a.o -o prog"),
              StartsWith("a.o -o prog -Xlinker --whole-archive -Xlinker "
                         "/p/lib.a -Xlinker --no-whole-archive -Xlinker "
                         "--dynamic-list=/p/lib.exports "));
  EXPECT_THAT(Wrapped("a.c -o prog"), StartsWith("-specs="));
  EXPECT_THAT(Wrapped("a.c -o prog"), HasSubstr("/p/lib.a"));
}

TEST(WrappedArgumentsTest, ASharedLibraryHasNoArchiveOfItsOwn) {
  EXPECT_EQ(Wrapped("-shared a.o"), "-shared a.o");
  EXPECT_EQ(Wrapped("-shared a.o -Wl,-z,defs"),
            "-shared a.o -Wl,-z,defs -Wl,-z,undefs");
}

TEST(WrappedArgumentsTest, NothingIsPutOffUntilTheLink) {
  EXPECT_THAT(Wrapped("-flto -c a.c"), EndsWith("-flto -c a.c -fno-lto"));
}

TEST(WrappedArgumentsTest, OptionsAreBeforeInputsOnly) {
  EXPECT_THAT(Wrapped("a.o -- b.o", CompilerFamily::kClang),
              EndsWith("-lpthread -- b.o"));
}

TEST(WrappedArgumentsTest, SayWhatCannotBeHad) {
  for (const auto& [line, words] :
       {std::pair{"-static a.o", "-static: "},
        {"-fsanitize=address -c a.c", "-fsanitize=address: "},
        {"-fopenmp -c a.c", "-fopenmp: "},
        {"-m32 -c a.c", "-m32: "}}) {
    const absl::Status status = Wrap(line).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_THAT(std::string(status.message()), StartsWith(words));
  }
  // It concerns the link alone.
  EXPECT_THAT(Wrapped("-static -c a.c"), EndsWith("-static -c a.c"));
}

TEST(FamilyOfTest, GoesByTheName) {
  EXPECT_EQ(FamilyOf("/usr/lib/llvm-14/bin/clang"), CompilerFamily::kClang);
  EXPECT_EQ(FamilyOf("clang++-14"), CompilerFamily::kClang);
  EXPECT_EQ(FamilyOf("/usr/bin/x86_64-linux-gnu-g++-12"), CompilerFamily::kGcc);
  EXPECT_EQ(FamilyOf("/opt/clang/bin/gcc"), CompilerFamily::kGcc);
}

}  // namespace
}  // namespace racekit::cli
