// ThreadSanitizer's own text, of both compilers, with names and without.

#include "harness/triage/tsan_log.h"

#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/runfile.h"

namespace racekit::triage {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string Log(const std::string& name) {
  std::ifstream file(
      Runfile(absl::StrCat("tests/harness/triage/testdata/", name, ".log")));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<FindingKind> Kinds(const std::vector<TsanReport>& reports) {
  std::vector<FindingKind> kinds;
  for (const TsanReport& report : reports) {
    kinds.push_back(report.finding.kind);
  }
  return kinds;
}

std::vector<std::string> Fingerprints(const std::vector<TsanReport>& reports) {
  std::vector<std::string> all;
  for (const TsanReport& report : reports) {
    all.push_back(report.finding.fingerprint);
  }
  return all;
}

class EachLog : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(
    , EachLog, testing::Values("gcc", "clang", "gcc_raw", "clang_raw"),
    [](const auto& info) { return std::string(info.param); });

TEST_P(EachLog, HasTheSameKindsInItsOrder) {
  EXPECT_THAT(
      Kinds(ParseTsanLog(Log(GetParam()))),
      ElementsAre(FindingKind::kDataRace, FindingKind::kDataRace,
                  FindingKind::kLockOrder, FindingKind::kMutexMisuse,
                  FindingKind::kMutexMisuse, FindingKind::kLeakedThread));
}

TEST_P(EachLog, TellsEachBugApart) {
  const std::vector<std::string> all =
      Fingerprints(ParseTsanLog(Log(GetParam())));
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 6);
}

class NamedLog : public EachLog {};
INSTANTIATE_TEST_SUITE_P(, NamedLog, testing::Values("gcc", "clang"),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

TEST_P(NamedLog, TellsAccessesThreadsAndPlaces) {
  const std::vector<TsanReport> reports = ParseTsanLog(Log(GetParam()));
  ASSERT_THAT(reports, SizeIs(6));
  const Finding& global = reports[0].finding;
  EXPECT_EQ(reports[0].line, 2);
  EXPECT_EQ(global.message, "data race on counter: a.cc:6, a.cc:6");
  ASSERT_THAT(global.accesses, SizeIs(2));
  EXPECT_EQ(global.accesses[0].thread, 2);
  EXPECT_EQ(global.accesses[1].kind, AccessKind::kWrite);
  EXPECT_EQ(global.accesses[1].thread, 1);
  EXPECT_EQ(global.accesses[1].size, 4);
  EXPECT_EQ(global.accesses[0].stack.front().function, "Increment()");
  EXPECT_EQ(global.accesses[0].stack.front().file, "/src/a.cc");
  EXPECT_EQ(global.accesses[0].stack.front().line, 6);
  EXPECT_EQ(global.location.kind, Location::Kind::kGlobal);
  EXPECT_EQ(global.location.name, "counter");
  ASSERT_THAT(global.threads, SizeIs(2));
  EXPECT_EQ(global.threads[0].id, 2);
  EXPECT_EQ(global.threads[0].parent, 0);
  EXPECT_THAT(global.threads[0].created_at, SizeIs(3));

  const Finding& heap = reports[1].finding;
  EXPECT_THAT(heap.accesses, SizeIs(2));
  EXPECT_EQ(heap.location.kind, Location::Kind::kHeap);
  EXPECT_EQ(heap.location.thread, 0);
  EXPECT_EQ(heap.location.allocated_at.back().line, 12);

  const Finding& order = reports[2].finding;
  ASSERT_THAT(order.accesses, SizeIs(2));
  EXPECT_EQ(order.accesses[0].thread, 0);
  EXPECT_THAT(order.accesses[0].action, HasSubstr(" while holding M"));
  EXPECT_EQ(order.message,
            "lock-order-inversion (potential deadlock): a.cc:15, a.cc:16");
  EXPECT_THAT(order.notes, Contains(HasSubstr("Cycle in lock order graph")));

  EXPECT_EQ(reports[3].finding.message,
            "destroy of a locked mutex: a.cc:18, a.cc:18");
  EXPECT_EQ(reports[4].finding.message,
            "unlock of an unlocked mutex (or by a wrong thread): a.cc:20");
  EXPECT_EQ(reports[5].finding.message, "thread leak: a.cc:24");
}

TEST(Fingerprint, IsTheSameForBothCompilers) {
  EXPECT_EQ(Fingerprints(ParseTsanLog(Log("gcc"))),
            Fingerprints(ParseTsanLog(Log("clang"))));
}

// Ten near twins: what may change, and what may not.
TEST(Fingerprint, SurvivesWhatDoesNotMatterAndNothingElse) {
  struct Change {
    const char* what;
    const char* from;
    const char* to;
    bool same;
  };
  const Change changes[] = {
      {"a line more above", "a.cc:6", "a.cc:7", true},
      {"another process", "(pid=", "(pid=1", true},
      {"another address", "0x5555", "0x6666", true},
      {"another folder", "/src/", "/home/me/src/", true},
      {"another build", "+0x22", "+0x33", true},
      {"other threads", "thread T2", "thread T7", true},
      {"another thread id", "tid=", "tid=9", true},
      {"another function", "Increment()", "Decrement()", false},
      {"another file", "a.cc:6", "b.cc:6", false},
      {"another variable", "'counter'", "'total'", false},
      {"another kind", "data race (", "heap-use-after-free (", false},
  };
  const std::string log = Log("gcc");
  const std::string before = Fingerprints(ParseTsanLog(log)).front();
  for (const Change& change : changes) {
    const std::string changed =
        absl::StrReplaceAll(log, {{change.from, change.to}});
    ASSERT_NE(changed, log) << change.what;
    EXPECT_EQ(Fingerprints(ParseTsanLog(changed)).front() == before,
              change.same)
        << change.what;
  }
}

TEST(TsanLog, OtherOutputIsLeftAlone) {
  EXPECT_THAT(ParseTsanLog("[==========] 3 tests\n    #0 not a report\n"),
              IsEmpty());
  const std::string log = Log("gcc");
  const std::string mixed =
      absl::StrReplaceAll(log, {{"\n    #1", "\nworker 3 says hello\n    #1"},
                                {"WARNING:", "\033[1m\033[31mWARNING:"}});
  EXPECT_EQ(Fingerprints(ParseTsanLog(mixed)), Fingerprints(ParseTsanLog(log)));
}

TEST(TsanLog, MutexesHeldAreTold) {
  const std::vector<TsanReport> reports = ParseTsanLog(
      "WARNING: ThreadSanitizer: data race (pid=1)\n"
      "  Atomic write of size 8 at 0x7b04 by thread T1 (mutexes: write M1, "
      "read M2):\n"
      "    #0 f() a.cc:1 (p+0x1)\n"
      "\n"
      "  Previous read of size 8 at 0x7b04 by main thread:\n"
      "    [failed to restore the stack]\n");
  ASSERT_THAT(reports, SizeIs(1));
  const Finding& finding = reports.front().finding;
  EXPECT_EQ(finding.accesses[0].kind, AccessKind::kAtomicWrite);
  EXPECT_THAT(finding.accesses[0].locks, ElementsAre("write M1", "read M2"));
  EXPECT_EQ(finding.accesses[1].thread, 0);
  EXPECT_THAT(finding.notes, Contains(HasSubstr("history_size")));
}

TEST(TsanLog, ALibraryWithoutLinesIsDoubtful) {
  const auto doubts = [](const std::string& frame) {
    return ParseTsanLog(
               "WARNING: ThreadSanitizer: data race (pid=1)\n"
               "  Write of size 8 at 0x7b04 by thread T1:\n"
               "    #0 f() a.cc:1 (p+0x1)\n    " +
               frame + "\n")
        .front()
        .doubts;
  };
  EXPECT_THAT(doubts("#1 <null> <null> (libqueue.so.2+0x77)"),
              ElementsAre(HasSubstr("libqueue.so.2")));
  EXPECT_THAT(doubts("#1 g() q.cc:3 (libqueue.so.2+0x77)"), IsEmpty());
  EXPECT_THAT(doubts("#1 <null> <null> (libstdc++.so.6+0x77)"), IsEmpty());
  EXPECT_THAT(
      doubts("#1 std::atomic_thread_fence(std::memory_order) x.h:1 (p+0x7)"),
      ElementsAre(HasSubstr("fence")));
}

TEST(TsanFrame, ReadsWhatNamesAllow) {
  Frame frame;
  ASSERT_TRUE(ParseTsanFrame(
      "    #12 operator new(unsigned long) <null> (a+0x1f) (BuildId: 00ff)",
      frame));
  EXPECT_EQ(frame.function, "operator new(unsigned long)");
  EXPECT_EQ(frame.file, "");
  EXPECT_EQ(frame.module, "a");
  EXPECT_EQ(frame.offset, 0x1f);
  ASSERT_TRUE(ParseTsanFrame("#0 a::b<c (d)>::e() /x y/f.cc:3:4", frame));
  EXPECT_EQ(frame.line, 3);
  ASSERT_TRUE(ParseTsanFrame("  #0 0x55d0 (a+0x10)", frame));
  EXPECT_EQ(frame.function, "");
  EXPECT_FALSE(ParseTsanFrame("#x f()", frame));
  EXPECT_FALSE(ParseTsanFrame("#1", frame));
  EXPECT_FALSE(ParseTsanFrame("", frame));
}

// Bytes changed, lines lost, logs cut anywhere: never more than a log that
// makes less sense.
TEST(TsanLog, WhateverTheTextIsRead) {
  std::mt19937 random(1);
  for (const char* name : {"gcc", "clang", "clang_raw"}) {
    const std::string log = Log(name);
    for (int i = 0; i < 1000; ++i) {
      std::string text = log.substr(0, random() % (log.size() + 1));
      for (unsigned k = random() % 8; k > 0 && !text.empty(); --k) {
        const std::size_t at = random() % text.size();
        switch (random() % 3) {
          case 0:
            text[at] = static_cast<char>(random());
            break;
          case 1:
            text.erase(at, random() % 80);
            break;
          default:
            text.insert(at, text.substr(random() % text.size(), 40));
        }
      }
      EXPECT_LE(ParseTsanLog(text).size(), 60);
    }
  }
}

}  // namespace
}  // namespace racekit::triage
