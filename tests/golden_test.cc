#include "tests/golden.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace racekit {
namespace {

constexpr char kThreeLines[] = "tests/testdata/three_lines.golden";

TEST(CompareWithGolden, AcceptsTheVeryText) {
  EXPECT_TRUE(internal::CompareWithGolden("one\ntwo\nthree\n", kThreeLines));
}

TEST(CompareWithGolden, ShowsWhatDiffersAndHowToRefresh) {
  const testing::AssertionResult result =
      internal::CompareWithGolden("one\n2\nthree\n", kThreeLines);
  ASSERT_FALSE(result);
  const std::string message = result.message();
  EXPECT_NE(message.find("- two\n+ 2\n"), std::string::npos) << message;
  EXPECT_NE(message.find("--update_goldens"), std::string::npos) << message;
  EXPECT_NE(message.find(kThreeLines), std::string::npos) << message;
}

TEST(CompareWithGolden, RejectsAMissingLastNewline) {
  EXPECT_FALSE(internal::CompareWithGolden("one\ntwo\nthree", kThreeLines));
}

TEST(CompareWithGolden, NamesAMissingFile) {
  const testing::AssertionResult result =
      internal::CompareWithGolden("text", "tests/testdata/absent.golden");
  ASSERT_FALSE(result);
  EXPECT_NE(std::string(result.message()).find("absent.golden"),
            std::string::npos);
}

TEST(MatchesGolden, WritesIntoTheSourceTreeWhenAskedTo) {
  const std::string tree = testing::TempDir();
  ASSERT_EQ(setenv("RACEKIT_UPDATE_GOLDENS", tree.c_str(), 1), 0);
  EXPECT_TRUE(MatchesGolden("fresh\n", "new.golden"));
  EXPECT_FALSE(MatchesGolden("fresh\n", "no/such/folder/new.golden"));
  unsetenv("RACEKIT_UPDATE_GOLDENS");
  std::ostringstream text;
  text << std::ifstream(tree + "/new.golden").rdbuf();
  EXPECT_EQ(text.str(), "fresh\n");
}

TEST(DiffLines, IsEmptyForEqualTexts) {
  EXPECT_EQ(internal::DiffLines("a\n", "a\n"), "");
}

TEST(DiffLines, ShowsAnAddedLineOnce) {
  EXPECT_EQ(internal::DiffLines("a\nc\n", "a\nb\nc\n"),
            "at line 2:\n  a\n+ b\n  c\n");
}

}  // namespace
}  // namespace racekit
