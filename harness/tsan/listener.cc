#include "harness/tsan/listener.h"

#include <iostream>

#include "gtest/gtest.h"
#include "harness/report/text.h"
#include "harness/tsan/collector.h"

namespace racekit::internal {
namespace {

class TsanListener : public ::testing::EmptyTestEventListener {
  void OnTestStart(const ::testing::TestInfo&) override {
    ReportUnclaimedTsanFindings();
  }

  void OnTestEnd(const ::testing::TestInfo&) override {
    for (const Finding& finding : TakeTsanFindings()) {
      ADD_FAILURE() << FindingToText(finding);
    }
  }

  void OnTestProgramEnd(const ::testing::UnitTest&) override {
    ReportUnclaimedTsanFindings();
  }
};

}  // namespace

void InstallTsanListener() {
  if (!TsanActive()) return;
  // GoogleTest tells its last listener of a test's end first: the failure then
  // reaches those that print and write XML before they close the test.
  ::testing::UnitTest::GetInstance()->listeners().Append(new TsanListener);
}

}  // namespace racekit::internal
