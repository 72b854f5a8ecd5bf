#include "harness/whole/output_difference.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::whole {
namespace {

using ::testing::HasSubstr;

TEST(OutputDifference, TheSameIsNone) {
  EXPECT_FALSE(OutputDifference("", ""));
  EXPECT_FALSE(OutputDifference("a\nb\n", "a\nb\n"));
}

TEST(OutputDifference, NamesTheFirstLineThatDiffers) {
  const auto finding = OutputDifference("a\nb\nc\n", "a\nx\ny\n");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->kind, FindingKind::kOutputDiffers);
  EXPECT_THAT(finding->message, HasSubstr("line 2 is \"x\", and was \"b\""));
}

TEST(OutputDifference, LinesCanBeMissing) {
  EXPECT_THAT(OutputDifference("a\nb\n", "a\n")->message,
              HasSubstr("line 2 is nothing, and was \"b\""));
  EXPECT_THAT(OutputDifference("", "a")->message,
              HasSubstr("line 1 is \"a\", and was nothing"));
}

TEST(OutputDifference, ShowsWhatCannotBeSeenAndCutsWhatIsLong) {
  const std::string long_line(1000, 'z');
  const auto finding = OutputDifference("a\tb", long_line);
  EXPECT_THAT(finding->message, HasSubstr("\"a\\tb\""));
  EXPECT_THAT(finding->message, HasSubstr("zzz...\""));
  EXPECT_LT(finding->message.size(), 300u);
}

}  // namespace
}  // namespace racekit::whole
