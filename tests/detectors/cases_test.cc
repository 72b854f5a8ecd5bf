// Every detector says of every execution what it should, no more and no less.

#include "tests/detectors/cases.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::detectors {
namespace {

TEST(Cases, EachBugIsFoundWhereItIsAndNothingElse) {
  for (const Cases& cases : AllCases()) {
    for (const Case& c : cases.cases) {
      SCOPED_TRACE(cases.detector + ": " + c.name);
      std::vector<std::vector<int>> found;
      for (const Problem& problem : cases.run(c.script.events())) {
        EXPECT_EQ(problem.detector, cases.detector);
        found.push_back(LinesOf(problem));
      }
      if (c.lines.empty()) {
        EXPECT_THAT(found, testing::IsEmpty());
      } else {
        EXPECT_THAT(found, testing::ElementsAre(c.lines));
      }
    }
  }
}

TEST(Cases, ThereAreEnoughOfBothForEachDetector) {
  constexpr int kEnough = 10;
  for (const Cases& cases : AllCases()) {
    int bugs = 0;
    for (const Case& c : cases.cases) bugs += c.lines.empty() ? 0 : 1;
    EXPECT_GE(bugs, kEnough) << cases.detector;
    EXPECT_GE(static_cast<int>(cases.cases.size()) - bugs, kEnough)
        << cases.detector;
  }
}

}  // namespace
}  // namespace racekit::detectors
