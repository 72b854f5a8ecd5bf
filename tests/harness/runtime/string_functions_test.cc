// libc's functions on memory and strings that threads share. Compiled with
// -fno-builtin: what g++ expands in place, it announces itself.

#include <string.h>

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

namespace racekit {
namespace {

struct Function {
  std::string name;
  // Accesses 8 bytes of the memory given; there is "abcdefg" in it.
  void (*call)(char*);
  bool writes;
};

// The volatile makes sure that nobody knows it.
volatile std::size_t eight = 8;

const std::vector<Function>& Functions() {
  static char other[64] = "abcdefg";
  static const auto* const functions = new std::vector<Function>{
      {"memcpy to", [](char* p) { memcpy(p, other, eight); }, true},
      {"memcpy from",
       [](char* p) {
         char to[8];
         memcpy(to, p, eight);
       },
       false},
      {"memmove to", [](char* p) { memmove(p, other, eight); }, true},
      {"memmove from",
       [](char* p) {
         char to[8];
         memmove(to, p, eight);
       },
       false},
      {"mempcpy", [](char* p) { mempcpy(p, other, eight); }, true},
      {"memset", [](char* p) { memset(p, 'x', eight); }, true},
      {"memcmp", [](char* p) { EXPECT_EQ(memcmp(other, p, eight), 0); }, false},
      {"memchr", [](char* p) { EXPECT_NE(memchr(p, 0, 20), nullptr); }, false},
      {"strlen", [](char* p) { EXPECT_EQ(strlen(p), 7u); }, false},
      {"strnlen", [](char* p) { EXPECT_EQ(strnlen(p, 20), 7u); }, false},
      {"strcpy to", [](char* p) { strcpy(p, other); }, true},
      {"strcpy from",
       [](char* p) {
         char to[8];
         strcpy(to, p);
       },
       false},
      {"stpcpy", [](char* p) { stpcpy(p, other); }, true},
      {"strncpy", [](char* p) { strncpy(p, other, eight); }, true},
      {"strcat from",
       [](char* p) {
         char to[8] = "";
         strcat(to, p);
       },
       false},
      {"strncat from",
       [](char* p) {
         char to[16] = "";
         strncat(to, p, eight);
       },
       false},
      {"strcmp", [](char* p) { EXPECT_EQ(strcmp(p, other), 0); }, false},
      {"strncmp", [](char* p) { EXPECT_EQ(strncmp(other, p, 20), 0); }, false},
      {"strcasecmp", [](char* p) { EXPECT_EQ(strcasecmp(p, "ABCDEFG"), 0); },
       false},
      {"strncasecmp",
       [](char* p) { EXPECT_EQ(strncasecmp(p, "ABCDEFG", 20), 0); }, false},
      {"strchr", [](char* p) { EXPECT_EQ(strchr(p, '!'), nullptr); }, false},
      {"strrchr", [](char* p) { EXPECT_EQ(strrchr(p, 'a'), p); }, false},
      {"strstr", [](char* p) { EXPECT_EQ(strstr(p, "xy"), nullptr); }, false},
      {"strdup", [](char* p) { free(strdup(p)); }, false},
      {"strndup", [](char* p) { free(strndup(p, 20)); }, false},
  };
  return *functions;
}

// `call`, while another thread reads or writes the byte at `offset`.
Report Beside(const Function& function, int offset, bool write) {
  ExploreOptions options;
  options.executions = 5;
  return Explore(
      [&] {
        char memory[32] = "abcdefg";
        volatile char sink = 0;
        std::thread caller([&] { function.call(memory); });
        std::thread other([&] {
          if (write) {
            volatile char* byte = memory + offset;
            *byte = *byte;
          } else {
            sink = memory[offset];
          }
        });
        caller.join();
        other.join();
      },
      options);
}

TEST(StringFunctions, WhatTheyAccessIsSeen) {
  for (const Function& function : Functions()) {
    EXPECT_THAT(Beside(function, 0, true), Finds(FindingKind::kDataRace))
        << function.name;
    EXPECT_THAT(Beside(function, 7, true), Finds(FindingKind::kDataRace))
        << function.name;
  }
}

TEST(StringFunctions, NoMoreThanThat) {
  for (const Function& function : Functions()) {
    EXPECT_THAT(Beside(function, 8, true), IsRaceFree()) << function.name;
  }
}

TEST(StringFunctions, ReadingIsNotWriting) {
  for (const Function& function : Functions()) {
    const Report report = Beside(function, 3, false);
    if (function.writes) {
      EXPECT_THAT(report, Finds(FindingKind::kDataRace)) << function.name;
    } else {
      EXPECT_THAT(report, IsRaceFree()) << function.name;
    }
  }
}

TEST(StringFunctions, AnAppendedStringIsSeenWhereItGoes) {
  const Function append = {"strcat to", [](char* p) { strcat(p, "hij"); },
                           true};
  EXPECT_THAT(Beside(append, 10, true), Finds(FindingKind::kDataRace));
  EXPECT_THAT(Beside(append, 11, true), IsRaceFree());
  EXPECT_THAT(Beside(append, 3, false), IsRaceFree());
  const Function append_two = {"strncat to",
                               [](char* p) { strncat(p, "hij", 2); }, true};
  EXPECT_THAT(Beside(append_two, 9, true), Finds(FindingKind::kDataRace));
  EXPECT_THAT(Beside(append_two, 10, true), IsRaceFree());
}

TEST(StringFunctions, AComparisonEndsAtTheFirstDifference) {
  const Function compare = {
      "strcmp", [](char* p) { EXPECT_LT(strcmp(p, "abd"), 0); }, false};
  EXPECT_THAT(Beside(compare, 2, true), Finds(FindingKind::kDataRace));
  EXPECT_THAT(Beside(compare, 3, true), IsRaceFree());
}

TEST(StringFunctions, ARaceNamesTheCaller) {
  const Report report = Beside(Functions()[0], 0, true);
  ASSERT_FALSE(report.findings.empty());
  bool named = false;
  for (const Access& access : report.findings[0].accesses) {
    ASSERT_FALSE(access.stack.empty());
    EXPECT_THAT(access.stack[0].file,
                testing::HasSubstr("string_functions_test.cc"));
    named |= access.size == 8;
  }
  EXPECT_TRUE(named);
}

}  // namespace
}  // namespace racekit
