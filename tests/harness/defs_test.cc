// What a race_test is given reaches the tests that it declares: looked at from
// within, as BUILD.bazel here and declared.bzl say it must be.

#include <cstdlib>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "(unset)" : value;
}

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line = "(no such file)";
  std::getline(file, line);
  return line;
}

// A shard runs only some of the tests; each of them looks at everything.
class Declared : public ::testing::TestWithParam<int> {};

TEST_P(Declared, IsAsItSays) {
  EXPECT_EQ(Variable("DEFS_TEST_GREETING"), "good day");
  EXPECT_EQ(FirstLine("tests/harness/testdata/defs_test.txt"), "read me");
  EXPECT_EQ(Variable("TEST_TOTAL_SHARDS"), "2");
  // Set by Bazel from the size.
  EXPECT_EQ(Variable("TEST_SIZE"), "small");
  // From `args`.
  EXPECT_EQ(GTEST_FLAG_GET(random_seed), 23);
#ifdef DEFS_TEST_DEFINE
  SUCCEED();
#else
  ADD_FAILURE() << "`defines` has not reached the compiler";
#endif
}

INSTANTIATE_TEST_SUITE_P(InEachShard, Declared, ::testing::Values(0, 1));

}  // namespace
