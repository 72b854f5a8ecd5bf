// Lines that came out whole, and near twins that did not.

#include "detectors/torn_output.h"

#include <regex>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::detectors {
namespace {

using testing::HasSubstr;

std::string Torn(const std::string& output) {
  const auto finding = TornLine(output, std::regex("worker number [0-9]"));
  if (!finding) return "";
  EXPECT_EQ(finding->kind, FindingKind::kTornOutput);
  return finding->message;
}

TEST(TornLine, WholeLinesAreNothing) {
  EXPECT_EQ(Torn(""), "");
  EXPECT_EQ(Torn("worker number 0\n"), "");
  EXPECT_EQ(Torn("worker number 1\nworker number 0\nworker number 2\n"), "");
}

TEST(TornLine, NamesTheFirstThatIsNone) {
  EXPECT_EQ(Torn("worker number 0worker number 1\n\n"),
            "line 1 of the output is no whole line: \"worker number 0worker "
            "number 1\"");
  EXPECT_THAT(Torn("worker number 0\n\nworker number 1\n"),
              HasSubstr("line 2 of the output is no whole line: \"\""));
  EXPECT_THAT(Torn("worker number 0\nworker num"), HasSubstr("line 2"));
  EXPECT_THAT(Torn("worker worker number 0\nnumber 1\n"), HasSubstr("line 1"));
  EXPECT_THAT(Torn("worker number 0\nworker number 1"), HasSubstr("no end"));
}

TEST(TornLine, SaysWhoWroteWhat) {
  const std::regex line("worker number [0-9]");
  const std::string output =
      "worker number 7\nworker number 0worker number 1\n\n";
  const auto finding =
      TornLine(output, line, {{3, 16}, {1, 15}, {2, 15}, {1, 1}, {2, 1}});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->message,
            "line 2 of the output is no whole line: \"worker number 0worker "
            "number 1\"; T1 wrote \"worker number 0\", T2 \"worker number "
            "1\", T1 \"\\x0a\"");
  // Another finding would be another place.
  EXPECT_EQ(finding->fingerprint, TornLine(output, line)->fingerprint);
}

TEST(TornLine, LeavesAsideWhatDoesNotAddUp) {
  const std::regex line("a");
  EXPECT_EQ(TornLine("ab\n", line, {{1, 2}})->message,
            TornLine("ab\n", line)->message);
}

TEST(TornLine, WhatIsNoTextIsShownAllTheSame) {
  EXPECT_THAT(Torn(std::string("a\0\x01\xff\"", 5)),
              HasSubstr("\"a\\x00\\x01"));
  EXPECT_THAT(Torn(std::string(1000, 'x')), HasSubstr("x...\""));
}

std::string Differ(const std::string& output) {
  const auto finding = LinesDiffer("a\nb\nb\nc\n", output);
  return finding ? finding->message : "";
}

TEST(LinesDiffer, OrderDoesNotMatter) {
  EXPECT_EQ(Differ("a\nb\nb\nc\n"), "");
  EXPECT_EQ(Differ("c\nb\na\nb\n"), "");
}

TEST(LinesDiffer, NamesWhatIsNewMissingOrDoubled) {
  EXPECT_EQ(Differ("a\nb\nbc\n"),
            "the output has a line that it had not in the first execution: "
            "\"bc\"");
  EXPECT_EQ(Differ("a\nb\nb\nb\nc\n"),
            "the line \"b\" is there 3 times, and was 2 times in the first "
            "execution");
  EXPECT_EQ(Differ("a\nb\nc\n"),
            "the line \"b\" is there 1 time, and was 2 times in the first "
            "execution");
  EXPECT_THAT(Differ("b\nb\nc\n"), HasSubstr("\"a\" is there 0 times"));
}

}  // namespace
}  // namespace racekit::detectors
