#include "harness/cli/compile/response_file.h"

#include <map>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SplitResponseFileTest, SplitsAtWhiteSpace) {
  EXPECT_THAT(SplitResponseFile(" -c\ta.c\n-o  a.o\n"),
              ElementsAre("-c", "a.c", "-o", "a.o"));
  EXPECT_THAT(SplitResponseFile(" \n"), IsEmpty());
}

TEST(SplitResponseFileTest, QuotesAndBackslashesHoldTogether) {
  EXPECT_THAT(SplitResponseFile(R"("a b.c" 'c d' e\ f -DX=\"y\" '' g"h i"j)"),
              ElementsAre("a b.c", "c d", "e f", "-DX=\"y\"", "", "gh ij"));
}

TEST(ExpandResponseFilesTest, FollowsFilesThatNameFiles) {
  const std::map<std::string, std::string> files = {{"one", "-c @two"},
                                                    {"two", "a.c"}};
  const auto read = [&](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt
                                : std::optional<std::string>(found->second);
  };
  EXPECT_THAT(ExpandResponseFiles({"-g", "@one", "@none", "@"}, read),
              ElementsAre("-g", "-c", "a.c", "@none", "@"));
}

TEST(ExpandResponseFilesTest, EndsWhereAFileNamesItself) {
  const auto read = [](const std::string&) {
    return std::optional<std::string>("@self");
  };
  EXPECT_THAT(ExpandResponseFiles({"@self"}, read), ElementsAre("@self"));
}

}  // namespace
}  // namespace racekit::cli
