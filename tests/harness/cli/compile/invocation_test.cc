#include "harness/cli/compile/invocation.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::TestWithParam;
using ::testing::ValuesIn;
using Links = Invocation::Links;

Invocation Parse(const std::string& line) {
  return ParseInvocation(absl::StrSplit(line, ' ', absl::SkipEmpty()));
}

struct Case {
  const char* line;
  bool compiles;
  Links links;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.line; }

class WhatIsAskedForTest : public TestWithParam<Case> {};

TEST_P(WhatIsAskedForTest, IsSeen) {
  const Invocation invocation = Parse(GetParam().line);
  EXPECT_EQ(invocation.compiles, GetParam().compiles);
  EXPECT_EQ(invocation.links, GetParam().links);
}

constexpr Case kCases[] = {
    // Compile, link, both.
    {"-c a.c", true, Links::kNothing},
    {"-S a.c -o a.s", true, Links::kNothing},
    {"a.c", true, Links::kExecutable},
    {"a.cc b.o -o prog", true, Links::kExecutable},
    {"a.o b.o -o prog", false, Links::kExecutable},
    {"a.o -o c.c", false, Links::kExecutable},
    {"libx.a -lm", false, Links::kExecutable},
    {"-l m", false, Links::kExecutable},
    {"-O2 -MD -MF a.d -c a.cpp", true, Links::kNothing},
    {"a.c -o prog -MMD", true, Links::kExecutable},
    {"a.b/c", false, Links::kExecutable},
    // Neither.
    {"", false, Links::kNothing},
    {"--version", false, Links::kNothing},
    {"-v", false, Links::kNothing},
    {"-dumpversion", false, Links::kNothing},
    {"-print-file-name=libstdc++.so", false, Links::kNothing},
    {"--help", false, Links::kNothing},
    {"-E a.c", false, Links::kNothing},
    {"-M a.c", false, Links::kNothing},
    {"-MM -MT a.o a.c", false, Links::kNothing},
    {"-fsyntax-only a.c", false, Links::kNothing},
    {"-o prog", false, Links::kNothing},
    {"-I a.c -D b.c -L c.o", false, Links::kNothing},
    // A compiler that says what it does, does it all the same.
    {"-v a.c -o prog", true, Links::kExecutable},
    // Languages.
    {"-x c -", true, Links::kExecutable},
    {"-xc++ -c -", true, Links::kNothing},
    {"-c -x c script", true, Links::kNothing},
    {"a.c -x none b.o", true, Links::kExecutable},
    {"-x none b.o", false, Links::kExecutable},
    {"a.h", true, Links::kNothing},
    {"-x c++-header all", true, Links::kNothing},
    // Kinds of links.
    {"-shared a.o -o a.so", false, Links::kSharedLibrary},
    {"-shared -fPIC a.c -o a.so", true, Links::kSharedLibrary},
    {"-Wl,-shared a.o", false, Links::kSharedLibrary},
    {"-shared -c a.c", true, Links::kNothing},
    {"-r a.o b.o -o c.o", false, Links::kBare},
    {"-Wl,-r a.o b.o -o c.o", false, Links::kBare},
    {"-Xlinker --relocatable a.o", false, Links::kBare},
    {"-nostdlib a.c", true, Links::kBare},
    {"-nostartfiles a.c", true, Links::kBare},
    {"-nodefaultlibs a.o -lc", false, Links::kExecutable},
    {"-pie a.o", false, Links::kExecutable},
    // clang: what follows are inputs.
    {"-c -- -a.c", true, Links::kNothing},
};

INSTANTIATE_TEST_SUITE_P(Lines, WhatIsAskedForTest, ValuesIn(kCases));

TEST(InvocationTest, KnowsWhatCannotBeHadTogether) {
  EXPECT_THAT(Parse("-fsanitize=address a.c").incompatible,
              ElementsAre("-fsanitize=address"));
  EXPECT_THAT(Parse("-fsanitize=undefined,thread a.o").incompatible,
              ElementsAre("-fsanitize=thread"));
  EXPECT_THAT(Parse("-fopenmp -c a.c").incompatible, ElementsAre("-fopenmp"));
  EXPECT_THAT(Parse("-m32 -c a.c").incompatible, ElementsAre("-m32"));
}

TEST(InvocationTest, KnowsWhatIsTakenBackOrHarmless) {
  for (const char* line :
       {"-fsanitize=undefined a.c", "-fsanitize=address -fno-sanitize=all a.c",
        "-fsanitize=address -fno-sanitize=address a.c",
        "-fopenmp -fno-openmp a.c", "-fopenmp-simd a.c", "-fsanitize=address",
        "-fsanitize=address -E a.c"}) {
    EXPECT_THAT(Parse(line).incompatible, IsEmpty()) << line;
  }
}

TEST(InvocationTest, SeesDetailsOfTheLink) {
  EXPECT_TRUE(Parse("-static a.o").is_static);
  EXPECT_TRUE(Parse("-static-pie a.o").is_static);
  EXPECT_FALSE(Parse("-static-libgcc a.o").is_static);
  EXPECT_TRUE(Parse("-shared -Wl,-z,defs a.o").wants_all_defined);
  EXPECT_TRUE(Parse("-shared -z defs a.o").wants_all_defined);
  EXPECT_TRUE(Parse("-shared -Wl,--no-undefined a.o").wants_all_defined);
  EXPECT_FALSE(Parse("-shared -Wl,-z,now a.o").wants_all_defined);
  EXPECT_TRUE(Parse("-flto=auto a.o").optimizes_at_link);
  EXPECT_FALSE(Parse("-flto -fno-lto a.o").optimizes_at_link);
}

}  // namespace
}  // namespace racekit::cli
