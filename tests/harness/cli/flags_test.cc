#include "harness/cli/flags.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Value = FlagInfo::Value;

const std::vector<FlagInfo> kFlags = {
    {"runs", Value::kRequired, "N", "How many runs."},
    {"time", Value::kRequired, "DURATION", "How long."},
    {"json", Value::kOptional, "FILE", "Write JSON."},
    {"list", Value::kNone, "", "Show."},
};

ParsedFlags Parse(const std::vector<std::string>& args) {
  const auto flags = ParseFlags(kFlags, args);
  EXPECT_TRUE(flags.ok()) << flags.status();
  return flags.ok() ? *flags : ParsedFlags();
}

std::string ParseError(const std::vector<std::string>& args) {
  const auto flags = ParseFlags(kFlags, args);
  EXPECT_EQ(flags.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(flags.status().message());
}

TEST(ParseFlags, TakesAValueAfterEqualsOrAsTheNextWord) {
  EXPECT_EQ(Parse({"--runs=5"}).Text("runs"), "5");
  EXPECT_EQ(Parse({"--runs", "5"}).Text("runs"), "5");
  EXPECT_EQ(Parse({"--runs=a=b"}).Text("runs"), "a=b");
}

TEST(ParseFlags, TheLastValueWinsAndAListKeepsAll) {
  const ParsedFlags flags = Parse({"--runs=1", "--runs=2,3"});
  EXPECT_EQ(flags.Text("runs"), "2,3");
  EXPECT_THAT(flags.List("runs"), ElementsAre("1", "2", "3"));
}

TEST(ParseFlags, AnOptionalValueTakesOnlyEquals) {
  const ParsedFlags flags = Parse({"--json", "--list"});
  EXPECT_TRUE(flags.Has("json"));
  EXPECT_EQ(flags.Text("json"), std::nullopt);
  EXPECT_EQ(Parse({"--json=out"}).Text("json"), "out");
}

TEST(ParseFlags, NamesAnUnknownFlagAndTheRightOnes) {
  const std::string error = ParseError({"--rums=5"});
  EXPECT_THAT(error, HasSubstr("'--rums'"));
  EXPECT_THAT(error, HasSubstr("did you mean '--runs'?"));
  EXPECT_THAT(error, HasSubstr("--runs --time --json --list"));
}

TEST(ParseFlags, NamesAValueThatIsMissingOrNotWanted) {
  EXPECT_THAT(ParseError({"--runs"}), HasSubstr("needs a value: --runs=N"));
  EXPECT_THAT(ParseError({"--runs", "--list"}), HasSubstr("needs a value"));
  EXPECT_THAT(ParseError({"--list=1"}), HasSubstr("takes no value"));
}

TEST(ParseFlags, NamesAWordThatIsNoFlag) {
  EXPECT_THAT(ParseError({"bank"}), HasSubstr("'bank' is not a flag"));
}

TEST(Number, ChecksTheWholeValueAndTheRange) {
  EXPECT_EQ(**Parse({"--runs=5"}).Number("runs", 1, 10), 5);
  EXPECT_EQ(*Parse({}).Number("runs", 1, 10), std::nullopt);
  for (const char* bad :
       {"", "5x", "1.5", "0", "11", "-3", "99999999999999999999999"}) {
    const auto number =
        Parse({std::string("--runs=") + bad}).Number("runs", 1, 10);
    EXPECT_EQ(number.status().message(),
              std::string("--runs=") + bad + ": '" + bad +
                  "' is not a whole number from 1 to 10");
  }
}

TEST(Duration, TakesUnitsAndNothingElse) {
  EXPECT_EQ(**Parse({"--time=1m30s"}).Duration("time"), absl::Seconds(90));
  EXPECT_EQ(**Parse({"--time=inf"}).Duration("time"), absl::InfiniteDuration());
  EXPECT_EQ(*Parse({}).Duration("time"), std::nullopt);
  for (const char* bad : {"", "10", "0s", "-1s", "soon"}) {
    const auto time = Parse({std::string("--time=") + bad}).Duration("time");
    EXPECT_THAT(std::string(time.status().message()),
                HasSubstr("is not a duration such as 500ms"));
  }
}

TEST(FlagsHelp, IsAtMostEightyColumnsWide) {
  const std::string help = FlagsHelp(
      {{"a-flag-with-a-long-name", Value::kRequired, "VALUE",
        "A sentence so long that it does not fit into what is left of a line "
        "and has to go on in the next one."},
       {"b", Value::kNone, "", "Short."}});
  EXPECT_EQ(help,
            "  --a-flag-with-a-long-name=VALUE\n"
            "                        A sentence so long that it does not fit "
            "into what is\n"
            "                        left of a line and has to go on in the "
            "next one.\n"
            "  --b                   Short.\n");
}

}  // namespace
}  // namespace racekit::cli
