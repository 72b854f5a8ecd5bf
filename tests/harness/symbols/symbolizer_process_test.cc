// What addr2line answers, as frames; and where it knows a file but no line.

#include "harness/symbols/symbolizer_process.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/schedule/random.h"

namespace racekit::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Texts(const Stack& stack) {
  std::vector<std::string> texts;
  for (const Frame& frame : stack) {
    texts.push_back(
        absl::StrCat(frame.function, " ", frame.file, ":", frame.line));
  }
  return texts;
}

std::vector<std::string> Parsed(const std::string& text) {
  return Texts(ParseAddr2line("0x10\n" + text)[0x10]);
}

TEST(ParseAddr2line, InlinedCallsAreFrames) {
  EXPECT_THAT(Parsed("Account::Add(int)\nbank/account.h:12\n"
                     "Account::Deposit(int)\nbank/account.cc:30\n"),
              ElementsAre("Account::Add(int) bank/account.h:12",
                          "Account::Deposit(int) bank/account.cc:30"));
}

TEST(ParseAddr2line, AddressesAreToldApart) {
  const FramesOf frames =
      ParseAddr2line("0x0000000000000010\nf\na.cc:1\n0x20\ng\nb.cc:2\n");
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_THAT(Texts(frames.at(0x10)), ElementsAre("f a.cc:1"));
  EXPECT_THAT(Texts(frames.at(0x20)), ElementsAre("g b.cc:2"));
}

TEST(ParseAddr2line, DiscriminatorsAndTheFoldersOfBazelAreDropped) {
  EXPECT_THAT(Parsed("f\n/proc/self/cwd/bank/a.cc:7 (discriminator 3)\n"),
              ElementsAre("f bank/a.cc:7"));
  EXPECT_THAT(Parsed("f\n./bank/a.cc:7\n"), ElementsAre("f bank/a.cc:7"));
}

TEST(ParseAddr2line, WhatIsNotKnownHasNoFrames) {
  EXPECT_THAT(Parsed("??\n??:0\n"), IsEmpty());
  EXPECT_THAT(Parsed("??\n??:?\n"), IsEmpty());
  EXPECT_THAT(Parsed("f\n??:?\n"), IsEmpty());
}

TEST(ParseAddr2line, AFileWithoutALineHasLineZero) {
  EXPECT_THAT(Parsed("f\na.cc:?\n"), ElementsAre("f a.cc:0"));
  EXPECT_THAT(Parsed("f\na.cc:0\n"), ElementsAre("f a.cc:0"));
}

// A function may be called "0x": only where a function's name is not due.
TEST(ParseAddr2line, ATextThatBreaksOffIsNoFrame) {
  EXPECT_THAT(Parsed("f\n"), IsEmpty());
  EXPECT_THAT(Parsed("f"), IsEmpty());
  EXPECT_THAT(ParseAddr2line(""), IsEmpty());
  EXPECT_THAT(ParseAddr2line("f\na.cc:1\n"), IsEmpty());
}

// Bytes of such texts in any order, and texts with bytes changed.
TEST(ParseAddr2line, TakesAnything) {
  schedule::Random random(20261125);
  const std::string whole =
      "0x10\nf(int)\na.cc:1 (discriminator 2)\n0xff\n??\n??:?\n";
  for (int i = 0; i < 20'000; ++i) {
    std::string text = whole;
    for (int change = 0; change < 4; ++change) {
      const std::size_t at = random.Below(text.size());
      switch (random.Below(3)) {
        case 0:
          text[at] = static_cast<char>(random.Below(256));
          break;
        case 1:
          text.erase(at, random.Below(6));
          break;
        default:
          text.insert(at, whole.substr(random.Below(whole.size()), 5));
      }
      if (text.empty()) text = "0";
    }
    for (const auto& [address, stack] : ParseAddr2line(text)) {
      for (const Frame& frame : stack) {
        ASSERT_FALSE(frame.function.empty());
        ASSERT_GE(frame.line, 0);
      }
    }
  }
}

Frame At(const char* function, int line) {
  Frame frame;
  frame.function = function;
  frame.file = "a.cc";
  frame.line = line;
  return frame;
}

// f() is at 0x100 to 0x110: its lines by address, 0 for those without.
FramesOf AskF(const std::vector<std::uint64_t>& addresses) {
  FramesOf answer;
  for (const std::uint64_t address : addresses) {
    if (address < 0x100) {
      answer[address] = {At("before_f", 3)};
    } else if (address < 0x104) {
      answer[address] = {At("f", 0)};
    } else if (address < 0x108) {
      answer[address] = {At("inlined", 50), At("f", 11)};
    } else {
      answer[address] = {At("f", 0)};
    }
  }
  return answer;
}

std::vector<std::string> Nearest(Stack stack, std::uint64_t address) {
  FramesOf frames;
  frames[address] = std::move(stack);
  TakeNearestLines(AskF, frames);
  return Texts(frames[address]);
}

TEST(TakeNearestLines, TakesTheLineOfTheCodeBefore) {
  EXPECT_THAT(Nearest({At("f", 0)}, 0x10f), ElementsAre("f a.cc:11"));
}

TEST(TakeNearestLines, NeverThatOfAnotherFunction) {
  EXPECT_THAT(Nearest({At("f", 0)}, 0x103), IsEmpty());
}

TEST(TakeNearestLines, WhereACallIsKnownThatIsWhatCounts) {
  EXPECT_THAT(Nearest({At("inlined", 0), At("f", 9)}, 0x10f),
              ElementsAre("f a.cc:9"));
}

TEST(TakeNearestLines, WhatWasInlinedIsCalledFromTheFunctionsOwnLine) {
  Frame lost = At("f", 988);
  lost.file = "/usr/include/c++/12/bits/stl_vector.h";
  EXPECT_THAT(
      Nearest({lost}, 0x10f),
      ElementsAre("f /usr/include/c++/12/bits/stl_vector.h:988", "f a.cc:11"));
}

TEST(TakeNearestLines, AsksOnlyWhereALineIsMissing) {
  FramesOf frames;
  frames[0x10f] = {At("f", 12)};
  frames[0x200] = {};
  frames[0x300] = {At("void std::vector<int>::reserve(unsigned long)", 80)};
  frames[0x300][0].file = "/usr/include/c++/12/bits/vector.tcc";
  TakeNearestLines(
      [](const std::vector<std::uint64_t>&) {
        ADD_FAILURE() << "asked";
        return FramesOf();
      },
      frames);
  EXPECT_THAT(Texts(frames[0x10f]), ElementsAre("f a.cc:12"));
}

}  // namespace
}  // namespace racekit::internal
