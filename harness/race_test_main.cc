// main() of a race test: gtest_main's, plus racekit's options.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/options.h"
#include "harness/tsan/listener.h"

int main(int argc, char** argv) {
  racekit::InitOptions(&argc, argv);
  testing::InitGoogleMock(&argc, argv);
  racekit::internal::InstallTsanListener();
  return RUN_ALL_TESTS();
}
