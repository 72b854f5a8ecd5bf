// Links other people's test binaries into the controlled world, sources
// untouched: each TEST runs as if it were a RACE_TEST, fixture and all, so its
// threads are controlled and its body is executed in several orders
// (RACEKIT_RUNS and so on say how many). Tests without threads may be.
//
// Not for binaries that have RACE_TESTs.

#include <functional>
#include <memory>

#include "gtest/gtest.h"
#include "harness/race_test.h"
#include "harness/race_test_internal.h"

namespace racekit::internal {
namespace {

// GoogleTest has no way to run a test's parts; an explicit instantiation may
// name what is private.
template <typename Tag, typename Tag::Type member>
struct Expose {
  friend typename Tag::Type Get(Tag) { return member; }
};

struct Factory {
  using Type =
      ::testing::internal::TestFactoryBase* const ::testing::TestInfo::*;
  friend Type Get(Factory);
};
struct SetUp {
  using Type = void (::testing::Test::*)();
  friend Type Get(SetUp);
};
struct TestBody {
  using Type = void (::testing::Test::*)();
  friend Type Get(TestBody);
};
struct TearDown {
  using Type = void (::testing::Test::*)();
  friend Type Get(TearDown);
};

template struct Expose<Factory, &::testing::TestInfo::factory_>;
template struct Expose<SetUp, &::testing::Test::SetUp>;
template struct Expose<TestBody, &::testing::Test::TestBody>;
template struct Expose<TearDown, &::testing::Test::TearDown>;

void Execute(::testing::internal::TestFactoryBase& factory) {
  AllowNoThreads();
  const std::unique_ptr<::testing::Test> test(factory.CreateTest());
  (test.get()->*Get(SetUp()))();
  const ExecutionState state = CurrentExecution();
  if (!state.fatal_failure && !state.skipped) {
    (test.get()->*Get(TestBody()))();
  }
  (test.get()->*Get(TearDown()))();
}

class ExploringFactory : public ::testing::internal::TestFactoryBase {
 public:
  explicit ExploringFactory(::testing::internal::TestFactoryBase* plain)
      : plain_(plain) {}
  ::testing::Test* CreateTest() override {
    return new RaceTest([this] { Execute(*plain_); });
  }

 private:
  const std::unique_ptr<::testing::internal::TestFactoryBase> plain_;
};

void Replace(const ::testing::TestInfo& test) {
  auto*& factory =
      const_cast<::testing::internal::TestFactoryBase*&>(test.*Get(Factory()));
  factory = new ExploringFactory(factory);
}

class Replacer : public ::testing::EmptyTestEventListener {
  void OnTestProgramStart(const ::testing::UnitTest& all) override {
    for (int i = 0; i < all.total_test_suite_count(); ++i) {
      const ::testing::TestSuite* suite = all.GetTestSuite(i);
      for (int j = 0; j < suite->total_test_count(); ++j) {
        Replace(*suite->GetTestInfo(j));
      }
    }
  }
};

[[maybe_unused]] const bool installed = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new Replacer);
  return true;
}();

}  // namespace
}  // namespace racekit::internal
