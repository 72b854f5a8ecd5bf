#include "harness/report/frames.h"

#include <utility>

#include "gtest/gtest.h"
#include "tests/harness/report/sample_findings.h"

namespace racekit {
namespace {

TEST(Frames, LibrariesAreNotTheUsers) {
  EXPECT_TRUE(IsUserFrame(SampleFrame("Account::Deposit", "bank/a.cc", 1)));
  EXPECT_TRUE(IsUserFrame(SampleFrame("main", "", 0)));
  EXPECT_FALSE(IsUserFrame(SampleFrame(
      "racekit_leave_region", "include/racekit/harness/atomic_region.h", 41)));
  EXPECT_FALSE(IsUserFrame(
      SampleFrame("std::mutex::lock()", "/usr/include/c++/x.h", 1)));
  // A lambda of the user's, by the name of what it is part of.
  EXPECT_TRUE(IsUserFrame(SampleFrame("std::thread::_State_impl", "x.h", 1)));
  EXPECT_FALSE(
      IsUserFrame(SampleFrame("operator()", "/usr/include/c++/12/thread", 5)));
  EXPECT_FALSE(IsUserFrame(
      SampleFrame("Run", "external/com_google_googletest/src/gtest.cc", 5)));
  EXPECT_FALSE(IsUserFrame(Frame{1, "", "", 0, "/lib/libc.so.6", 5}));
}

TEST(Frames, TheFirstUserFrameIsTheInnermost) {
  const Stack stack = SampleDataRace().accesses[1].stack;
  ASSERT_NE(FirstUserFrame(stack), nullptr);
  EXPECT_EQ(ShortSite(*FirstUserFrame(stack)), "account.cc:20");
  const Stack empty;
  EXPECT_EQ(FirstUserFrame(empty), nullptr);
}

TEST(Frames, AnUnknownPlaceHasAModuleAndAnOffset) {
  EXPECT_EQ(ShortSite(Frame{1, "", "", 0, "/usr/lib/libx.so", 0x20}),
            "libx.so+0x20");
  EXPECT_EQ(ShortSite(Frame()), "an unknown place");
}

TEST(Fingerprint, IsTheSameFromEitherSideAndAtAnyAddress) {
  const Finding finding = SampleDataRace();
  Finding swapped = finding;
  std::swap(swapped.accesses[0], swapped.accesses[1]);
  swapped.accesses[0].thread = 9;
  swapped.accesses[0].address += 64;
  swapped.accesses[0].stack[0].pc += 64;
  EXPECT_EQ(Fingerprint(swapped), Fingerprint(finding));
}

TEST(Fingerprint, TellsLinesAndKindsApart) {
  const Finding finding = SampleDataRace();
  Finding other_line = finding;
  other_line.accesses[0].stack[0].line += 1;
  EXPECT_NE(Fingerprint(other_line), Fingerprint(finding));
  Finding other_kind = finding;
  other_kind.kind = FindingKind::kUseAfterFree;
  EXPECT_NE(Fingerprint(other_kind), Fingerprint(finding));
}

}  // namespace
}  // namespace racekit
