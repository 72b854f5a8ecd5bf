#include "harness/cli/program/corpus.h"

#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::cli {
namespace {

using ::testing::HasSubstr;

// The schedule of an execution without a choice.
constexpr char kSchedule[] = "rk1:AOHw";

Corpus Example() {
  Corpus corpus;
  corpus.seed = 7;
  corpus.failures = {{"deadlock", kSchedule}, {"crash", kSchedule}};
  return corpus;
}

TEST(Corpus, IsReadAsItWasWritten) {
  const auto parsed = ParseCorpus(CorpusToText(Example()));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->seed, 7u);
  EXPECT_EQ(parsed->failures, Example().failures);
}

TEST(Corpus, AnEmptyOneIsOne) {
  ASSERT_TRUE(ParseCorpus(CorpusToText(Corpus())).ok());
  EXPECT_EQ(ParseCorpus("racekit corpus 1\n")->seed, 0u);
}

TEST(Corpus, ErrorsNameTheLine) {
  const std::string good = CorpusToText(Example());
  struct Case {
    std::string text;
    std::string error;
  };
  for (const Case& bad : {
           Case{"seed 7\n", "line 1: no corpus of this version"},
           Case{good + "hello\n", "line 5: neither"},
           Case{good + "seed many\n", "line 5: no seed"},
           Case{good + "schedule bug rk1:AOHw\n", "line 5: no finding"},
           Case{good + "schedule crash rk1:AOH\n", "line 5: schedule"},
       }) {
    const auto parsed = ParseCorpus(bad.text);
    ASSERT_FALSE(parsed.ok()) << bad.text;
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(bad.error));
  }
}

// Whatever the bytes: an error or a corpus, which is written as it is read.
TEST(Corpus, SurvivesAnyBytes) {
  const std::string good = CorpusToText(Example());
  std::minstd_rand random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = good;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1 + random() % 8);
          break;
        default:
          text.insert(at, 1, static_cast<char>(random()));
      }
      if (text.empty()) text = "x";
    }
    const auto parsed = ParseCorpus(text);
    if (!parsed.ok()) continue;
    const auto again = ParseCorpus(CorpusToText(*parsed));
    ASSERT_TRUE(again.ok()) << text;
    EXPECT_EQ(again->failures, parsed->failures);
  }
}

}  // namespace
}  // namespace racekit::cli
