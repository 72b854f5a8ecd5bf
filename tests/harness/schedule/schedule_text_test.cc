// Schedules as text: "rk1:...".

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/schedule/random.h"
#include "harness/schedule/schedule.h"

namespace racekit::schedule {
namespace {

using ::testing::HasSubstr;

constexpr char kDigits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The text of bytes of one's own, with the checksum that fits.
std::string TextOf(std::vector<std::uint8_t> bytes) {
  std::uint32_t crc = 0xffff;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<std::uint32_t>(byte) << 8;
    for (int i = 0; i < 8; ++i) {
      crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
    }
  }
  bytes.push_back(static_cast<std::uint8_t>(crc >> 8));
  bytes.push_back(static_cast<std::uint8_t>(crc));
  std::string text = "rk1:";
  std::size_t bit = 0;
  while (bit < 8 * bytes.size()) {
    int digit = 0;
    for (int i = 0; i < 6; ++i, ++bit) {
      const bool set =
          bit < 8 * bytes.size() && (bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
      digit = 2 * digit + (set ? 1 : 0);
    }
    text += kDigits[digit];
  }
  return text;
}

std::string ErrorOf(const std::string& text) {
  Schedule schedule;
  schedule.Append(3, 7);
  schedule.AddPlace(1);
  const ScheduleError error = Parse(text, schedule);
  EXPECT_FALSE(error.message.empty()) << text;
  EXPECT_LE(error.position, text.size());
  EXPECT_EQ(schedule.choices(), 0u) << "not cleared";
  EXPECT_TRUE(schedule.places().empty()) << "not cleared";
  return error.message;
}

std::string ErrorOfBytes(const std::vector<std::uint8_t>& bytes) {
  return ErrorOf(TextOf(bytes));
}

bool Same(const Schedule& a, const Schedule& b) {
  if (a.runs().size() != b.runs().size() || a.choices() != b.choices() ||
      a.places().size() != b.places().size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.runs().size(); ++i) {
    if (!(a.runs()[i] == b.runs()[i])) return false;
  }
  for (std::size_t i = 0; i < a.places().size(); ++i) {
    if (a.places()[i] != b.places()[i]) return false;
  }
  return true;
}

TEST(ScheduleText, TheEmptyScheduleHasAText) {
  const Schedule empty;
  const std::string text = ToString(empty);
  EXPECT_EQ(text, TextOf({0}));
  Schedule back;
  EXPECT_EQ(Parse(text, back).message, "");
  EXPECT_TRUE(Same(back, empty));
}

TEST(ScheduleText, IsAsTheHeaderSays) {
  Schedule schedule;
  schedule.AddPlace(300);  // in any order
  schedule.AddPlace(5);
  schedule.Append(0);
  schedule.Append(2, 5);
  schedule.Append(1, 200);
  // Two places: 5, and 294 = 300 - 5 - 1; then the runs.
  EXPECT_EQ(ToString(schedule), TextOf({2, 5, 0xa6, 0x02,  //
                                        0,                 // T0, once
                                        5, 3,              // T2, 3 + 2 times
                                        3, 0xc6, 0x01}));  // T1, 198 + 2 times
}

TEST(ScheduleText, ComesBackAsItWent) {
  Random random(20260101);
  for (int i = 0; i < 2000; ++i) {
    Schedule schedule;
    ThreadId last = -1;
    std::uint64_t place = 0;
    for (std::uint64_t n = random.Below(6); n > 0; --n) {
      place += 1 + random.Below(std::uint64_t{1} << random.Below(40));
      schedule.AddPlace(place);
    }
    for (std::uint64_t n = random.Below(40); n > 0; --n) {
      auto thread = static_cast<ThreadId>(
          random.Below(std::uint64_t{1} << random.Below(16)));
      if (thread == last) ++thread;
      last = thread;
      schedule.Append(thread,
                      1 + random.Below(std::uint64_t{1} << random.Below(30)));
    }
    const std::string text = ToString(schedule);
    Schedule back;
    ASSERT_EQ(Parse(text, back).message, "") << text;
    ASSERT_TRUE(Same(back, schedule)) << text;
    ASSERT_EQ(ToString(back), text);
  }
}

TEST(ScheduleText, LimitsAreWithin) {
  Schedule schedule;
  schedule.AddPlace(Schedule::kMaxPlace);
  schedule.Append(Schedule::kMaxThreads - 1, Schedule::kMaxChoices);
  Schedule back;
  EXPECT_EQ(Parse(ToString(schedule), back).message, "");
  EXPECT_TRUE(Same(back, schedule));
}

TEST(ScheduleText, ShortWhereLittleWasChosen) {
  Schedule schedule;
  schedule.Append(1, 1000);
  schedule.Append(2, 1000);
  EXPECT_LE(ToString(schedule).size(), 16u);
}

TEST(ScheduleTextError, AnotherVersionOrNoScheduleAtAll) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("expected 'rk1:'"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("found the end"));
  EXPECT_THAT(ErrorOf("rk2:AOHw"), HasSubstr("position 2"));
  EXPECT_THAT(ErrorOf("rk2:AOHw"), HasSubstr("found '2'"));
  EXPECT_THAT(ErrorOf("rk1"), HasSubstr("position 3"));
  EXPECT_THAT(ErrorOf("\x01"), HasSubstr("found byte 0x01"));
}

TEST(ScheduleTextError, WhatIsNoDigit) {
  EXPECT_THAT(ErrorOf("rk1:AO Hw"), HasSubstr("position 6"));
  EXPECT_THAT(ErrorOf("rk1:AO Hw"), HasSubstr("byte 0x20 is no digit"));
  EXPECT_THAT(ErrorOf("rk1:AOHw'"), HasSubstr("''' is no digit"));
  EXPECT_THAT(ErrorOf("rk1:AOHw="), HasSubstr("more copied"));
  EXPECT_THAT(ErrorOf(std::string("rk1:A\0Hw", 8)), HasSubstr("byte 0x00"));
}

TEST(ScheduleTextError, CutShort) {
  EXPECT_THAT(ErrorOf("rk1:"), HasSubstr("ends before its checksum"));
  EXPECT_THAT(ErrorOf("rk1:AA"), HasSubstr("ends before its checksum"));
  EXPECT_THAT(ErrorOf("rk1:AOHwA"), HasSubstr("cannot be the last digit"));
  EXPECT_THAT(ErrorOf("rk1:AOHwAB"), HasSubstr("cannot be the last digit"));
}

TEST(ScheduleTextError, EveryChangeOfOneDigitIsNoticed) {
  Schedule schedule;
  schedule.AddPlace(0x1234);
  schedule.Append(0, 4);
  schedule.Append(1, 90);
  schedule.Append(0);
  const std::string text = ToString(schedule);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char digit : std::string(kDigits)) {
      if (text[i] == digit) continue;
      std::string changed = text;
      changed[i] = digit;
      ErrorOf(changed);
    }
    ErrorOf(text.substr(0, i));
  }
  EXPECT_THAT(ErrorOf(text.substr(0, 4) + "B" + text.substr(5)),
              HasSubstr("the checksum does not fit"));
}

TEST(ScheduleTextError, Numbers) {
  EXPECT_THAT(ErrorOfBytes({}), HasSubstr("ends within a number"));
  EXPECT_THAT(ErrorOfBytes({0, 0x80}), HasSubstr("ends within a number"));
  EXPECT_THAT(ErrorOfBytes({0, 1}), HasSubstr("ends within a number"));
  EXPECT_THAT(ErrorOfBytes({0, 0x80, 0}), HasSubstr("leading zero"));
  EXPECT_THAT(ErrorOfBytes({0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                            0xff, 0xff, 0x01}),
              HasSubstr("number too large"));
}

TEST(ScheduleTextError, Runs) {
  // Thread 65536.
  EXPECT_THAT(ErrorOfBytes({0, 0x80, 0x80, 0x08}),
              HasSubstr("thread 65536 is more than the last possible one"));
  // 2^40 + 1 choices.
  EXPECT_THAT(ErrorOfBytes({0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f}),
              HasSubstr("more choices than any execution"));
  EXPECT_THAT(ErrorOfBytes({0, 2, 2}), HasSubstr("two runs of thread 1"));
}

TEST(ScheduleTextError, Places) {
  // 4097 of them.
  EXPECT_THAT(ErrorOfBytes({0x81, 0x20}), HasSubstr("more places than any"));
  EXPECT_THAT(ErrorOfBytes({1}), HasSubstr("ends within a number"));
  // The last possible one, and one beyond.
  EXPECT_THAT(ErrorOfBytes({2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 0}),
              HasSubstr("a place outside any program"));
  EXPECT_THAT(ErrorOfBytes({1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40}),
              HasSubstr("a place outside any program"));
}

// Any text is a schedule or an error; a schedule that was read has that text
// and no other.
TEST(ScheduleText, ParsingIsTotal) {
  Random random(7);
  int parsed = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    if (i % 4 == 0) {  // anything at all
      for (std::uint64_t n = random.Below(24); n > 0; --n) {
        text += static_cast<char>(random.Below(256));
      }
    } else if (i % 4 == 1) {  // digits
      text = "rk1:";
      for (std::uint64_t n = random.Below(24); n > 0; --n) {
        text += kDigits[random.Below(64)];
      }
    } else {  // bytes that look right, with a checksum that is
      std::vector<std::uint8_t> bytes = {
          static_cast<std::uint8_t>(random.Below(3))};
      for (std::uint64_t n = random.Below(16); n > 0; --n) {
        bytes.push_back(
            static_cast<std::uint8_t>(random.Below(i % 4 == 2 ? 256 : 12)));
      }
      text = TextOf(bytes);
    }
    Schedule schedule;
    const ScheduleError error = Parse(text, schedule);
    if (!error.message.empty()) {
      ASSERT_EQ(schedule.choices(), 0u);
      ASSERT_LE(error.position, text.size());
      continue;
    }
    ++parsed;
    ASSERT_EQ(ToString(schedule), text);
  }
  EXPECT_GT(parsed, 1000);
}

}  // namespace
}  // namespace racekit::schedule
