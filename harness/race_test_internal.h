// What the macros of race_test.h expand to. Not for direct use.
//
// GoogleTest is told of a test (RaceTest below) that is a fixture by its id
// only: the fixture itself is constructed once per execution, by an Execution.
//
// C++17.

#ifndef RACEKIT_HARNESS_RACE_TEST_INTERNAL_H_
#define RACEKIT_HARNESS_RACE_TEST_INTERNAL_H_

#include <functional>
#include <memory>
#include <utility>

#include "gtest/gtest.h"

namespace racekit::internal {

// Constructs the fixture, runs SetUp, body and TearDown, destroys it.
using RaceExecution = std::function<void()>;

// Runs `execution` many times, in the way of the variant that this binary was
// built for, and fails the current GoogleTest test if that finds anything.
// Linked per variant: the seam between race_test.h and the engines.
void RunRaceBody(const RaceExecution& execution);

// What GoogleTest would say of a test that consisted of the execution in
// progress alone.
struct ExecutionState {
  bool fatal_failure = false;
  bool nonfatal_failure = false;
  bool skipped = false;
};
ExecutionState CurrentExecution();

class RaceTest : public ::testing::Test {
 public:
  explicit RaceTest(RaceExecution execution)
      : execution_(std::move(execution)) {}

 private:
  void TestBody() override { RunRaceBody(execution_); }
  RaceExecution execution_;
};

// `Body` is the class that a macro derived from the user's fixture.
template <typename Body>
class RaceTestFactory : public ::testing::internal::TestFactoryBase {
 public:
  ::testing::Test* CreateTest() override {
    return new RaceTest([] {
      const auto body = std::make_unique<Body>();
      body->RacekitExecute();
    });
  }
};

template <typename Fixture, typename Body>
::testing::TestInfo* RegisterRaceTest(const char* suite, const char* name,
                                      const char* file, int line,
                                      ::testing::internal::TypeId fixture_id) {
  using Resolver = ::testing::internal::SuiteApiResolver<Fixture>;
  return ::testing::internal::MakeAndRegisterTestInfo(
      suite, name, /*type_param=*/nullptr, /*value_param=*/nullptr,
      ::testing::internal::CodeLocation(file, line), fixture_id,
      Resolver::GetSetUpCaseOrSuite(file, line),
      Resolver::GetTearDownCaseOrSuite(file, line), new RaceTestFactory<Body>);
}

// A parameter is handed to GoogleTest's own factory, anew in each execution:
// only it may set what GetParam() returns.
template <typename Body>
class RaceParamTestFactory : public ::testing::internal::TestFactoryBase {
 public:
  using ParamType = typename Body::ParamType;
  explicit RaceParamTestFactory(const ParamType& parameter)
      : parameter_(parameter) {}

  ::testing::Test* CreateTest() override {
    return new RaceTest([this] {
      ::testing::internal::ParameterizedTestFactory<Body> factory(parameter_);
      const std::unique_ptr<::testing::Test> body(factory.CreateTest());
      static_cast<Body*>(body.get())->RacekitExecute();
    });
  }

 private:
  const ParamType parameter_;
};

template <typename Body>
class RaceParamTestMetaFactory
    : public ::testing::internal::TestMetaFactoryBase<
          typename Body::ParamType> {
 public:
  ::testing::internal::TestFactoryBase* CreateTestFactory(
      typename Body::ParamType parameter) override {
    return new RaceParamTestFactory<Body>(parameter);
  }
};

template <typename Fixture, typename Body>
bool RegisterRaceTestP(const char* suite, const char* name, const char* file,
                       int line) {
  const ::testing::internal::CodeLocation location(file, line);
  ::testing::UnitTest::GetInstance()
      ->parameterized_test_registry()
      .template GetTestSuitePatternHolder<Fixture>(suite, location)
      ->AddTestPattern(suite, name, new RaceParamTestMetaFactory<Body>,
                       location);
  return true;
}

}  // namespace racekit::internal

#define RACEKIT_BODY_CLASS_(suite, name) suite##_##name##_RaceTest

// The class of one test: the fixture, its body, and the order of the steps. The
// static functions hide testing::Test's, which know nothing of executions.
#define RACEKIT_DEFINE_BODY_CLASS_(suite, name, fixture)               \
  static_assert(sizeof(#suite) > 1, "the test suite's name is empty"); \
  static_assert(sizeof(#name) > 1, "the test's name is empty");        \
  class RACEKIT_BODY_CLASS_(suite, name) : public fixture {            \
   public:                                                             \
    RACEKIT_BODY_CLASS_(suite, name)() = default;                      \
    void RacekitExecute() {                                            \
      SetUp();                                                         \
      if (!HasFatalFailure() && !IsSkipped()) TestBody();              \
      TearDown();                                                      \
    }                                                                  \
    static bool HasFatalFailure() {                                    \
      return ::racekit::internal::CurrentExecution().fatal_failure;    \
    }                                                                  \
    static bool HasNonfatalFailure() {                                 \
      return ::racekit::internal::CurrentExecution().nonfatal_failure; \
    }                                                                  \
    static bool HasFailure() {                                         \
      return HasFatalFailure() || HasNonfatalFailure();                \
    }                                                                  \
    static bool IsSkipped() {                                          \
      return ::racekit::internal::CurrentExecution().skipped;          \
    }                                                                  \
                                                                       \
   private:                                                            \
    void TestBody() override;                                          \
  }

#define RACEKIT_RACE_TEST_(suite, name, fixture, fixture_id)                  \
  RACEKIT_DEFINE_BODY_CLASS_(suite, name, fixture);                           \
  [[maybe_unused]] static const ::testing::TestInfo* const                    \
      racekit_registered_##suite##_##name =                                   \
          ::racekit::internal::RegisterRaceTest<fixture, RACEKIT_BODY_CLASS_( \
                                                             suite, name)>(   \
              #suite, #name, __FILE__, __LINE__, fixture_id);                 \
  void RACEKIT_BODY_CLASS_(suite, name)::TestBody()

#define RACEKIT_RACE_TEST_P_(fixture, name)                                  \
  RACEKIT_DEFINE_BODY_CLASS_(fixture, name, fixture);                        \
  [[maybe_unused]] static const bool racekit_registered_##fixture##_##name = \
      ::racekit::internal::RegisterRaceTestP<fixture, RACEKIT_BODY_CLASS_(   \
                                                          fixture, name)>(   \
          #fixture, #name, __FILE__, __LINE__);                              \
  void RACEKIT_BODY_CLASS_(fixture, name)::TestBody()

#endif  // RACEKIT_HARNESS_RACE_TEST_INTERNAL_H_
