#include "harness/cli/suggest.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kNames = {"bank/transfer", "counter/unlocked",
                                         "hunt", "doctor"};

TEST(NearNames, FindsATypo) {
  EXPECT_THAT(NearNames("hutn", kNames), ElementsAre("hunt"));
  EXPECT_THAT(NearNames("countr/unloked", kNames),
              ElementsAre("counter/unlocked"));
}

TEST(NearNames, FindsAPart) {
  EXPECT_THAT(NearNames("transfer", kNames), ElementsAre("bank/transfer"));
}

TEST(NearNames, PutsTheNearestFirst) {
  EXPECT_THAT(NearNames("runs", {"rune", "uns", "runs"}),
              ElementsAre("runs", "rune", "uns"));
}

TEST(NearNames, IsSilentAboutNonsense) {
  EXPECT_THAT(NearNames("xyzzy", kNames), IsEmpty());
  EXPECT_EQ(DidYouMean("xyzzy", kNames), "");
}

TEST(NearNames, NamesNoMoreThanFive) {
  EXPECT_EQ(
      NearNames("abc", {"abc1", "abc2", "abc3", "abc4", "abc5", "abc6"}).size(),
      5u);
}

TEST(DidYouMean, ReadsWell) {
  EXPECT_EQ(DidYouMean("hun", {"hunt"}), "; did you mean 'hunt'?");
  EXPECT_EQ(DidYouMean("abc", {"abc1", "abc2", "abc3"}),
            "; did you mean 'abc1', 'abc2' or 'abc3'?");
}

}  // namespace
}  // namespace racekit::cli
