// RACEKIT_LINEARIZABLE_TEST: an object is as good as a sequential one, whatever
// its threads do.
//
//   #include "harness/linearizable_test.h"
//
//   RACEKIT_LINEARIZABLE_TEST(RingBuffer, IsAQueue, RingBuffer<int>,
//                             std::deque<int>) {
//     test.Operation(
//         "push", [](RingBuffer<int>& ring, int item) { ring.Push(item); },
//         [](std::deque<int>& queue, int item) { queue.push_back(item); },
//         racekit::Between(1, 2));
//     test.Operation(
//         "try_pop", [](RingBuffer<int>& ring) { return ring.TryPop(); },
//         [](std::deque<int>& queue) -> std::optional<int> {
//           if (queue.empty()) return std::nullopt;
//           const int front = queue.front();
//           queue.pop_front();
//           return front;
//         });
//   }
//
// Nobody writes threads. racekit makes small programs from the operations (two
// or three threads with a few calls each, some calls before and after), runs
// each in many orders, and asks whether there is an order of the calls in which
// the specification, a sequential object in plain C++, gives the same results
// (detectors/linearizability/history.h says what that means). If there is none,
// the program is made as small as can be and reported with its calls in time.
// Data races, crashes and deadlocks on the way are findings, too.
//
// Build it with race_test(). In the variant explore the same seed makes the
// same programs and executions; in the others real threads run them, fewer
// times, and they are reported as found.
//
// RACEKIT_SEED chooses other programs, RACEKIT_EXECUTIONS says how often each
// is executed (200).
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_LINEARIZABLE_TEST_H_
#define RACEKIT_HARNESS_LINEARIZABLE_TEST_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "detectors/linearizability/history.h"
#include "detectors/linearizability/specification.h"
#include "gtest/gtest.h"
#include "harness/linearizable/hunt.h"
#include "harness/linearizable/scenario.h"
#include "harness/linearizable/subject.h"

namespace racekit {

// What an operation of a specification returns that may have to wait: a value,
// or Waits(). It must not have changed anything then. Programs in which the
// specification itself could wait for ever are not made.
template <typename T>
class MayWait {
 public:
  static MayWait Waits() { return MayWait(); }
  MayWait(T value) : value_(std::move(value)) {}  // NOLINT: as a return value
  const std::optional<T>& value() const { return value_; }

 private:
  MayWait() = default;
  std::optional<T> value_;
};

// The result of an operation that returns nothing, and may have to wait.
struct Done {
  friend bool operator==(const Done&, const Done&) { return true; }
};

// Arguments to choose from.
template <typename T>
std::vector<T> Between(T low, T high) {
  std::vector<T> all;
  for (T value = low; value <= high; ++value) all.push_back(value);
  return all;
}

namespace internal {

template <typename T>
struct IsMayWait : std::false_type {};
template <typename T>
struct IsMayWait<MayWait<T>> : std::true_type {};

// The result of a call, `void` as Done.
template <typename Function, typename... Args>
auto ResultOf(const Function& function, Args&&... args) {
  using Result = std::invoke_result_t<const Function&, Args...>;
  if constexpr (std::is_void_v<Result>) {
    function(std::forward<Args>(args)...);
    return Done();
  } else {
    return function(std::forward<Args>(args)...);
  }
}

struct KeptResult {
  virtual ~KeptResult() = default;
};

// One of the operations, with all its arguments.
template <typename Object, typename Spec>
class TestedOperation {
 public:
  virtual ~TestedOperation() = default;
  virtual int arguments() const = 0;
  virtual std::string CallText(int arguments) const = 0;
  virtual std::unique_ptr<KeptResult> Execute(Object& object,
                                              int arguments) const = 0;
  virtual std::string ResultText(const KeptResult& result) const = 0;
  // Does it to `spec`. False if that would have had to wait, or, where there is
  // a result, had another one.
  virtual bool Step(Spec& spec, int arguments,
                    const KeptResult* result) const = 0;
  virtual bool may_wait() const = 0;
};

template <typename Object, typename Spec, typename OnObject, typename OnSpec,
          typename... Args>
class TypedOperation final : public TestedOperation<Object, Spec> {
 public:
  TypedOperation(std::string name, OnObject on_object, OnSpec on_spec,
                 std::vector<Args>... arguments)
      : name_(std::move(name)),
        on_object_(std::move(on_object)),
        on_spec_(std::move(on_spec)),
        arguments_(std::move(arguments)...) {}

  int arguments() const override {
    return std::apply(
        [](const auto&... lists) {
          return (1 * ... * static_cast<int>(lists.size()));
        },
        arguments_);
  }

  std::string CallText(int arguments) const override {
    std::string text;
    WithArguments(arguments, [&](const Args&... args) {
      ((text += (text.empty() ? "" : ", ") + testing::PrintToString(args)),
       ...);
      return 0;
    });
    return name_ + "(" + text + ")";
  }

  std::unique_ptr<KeptResult> Execute(Object& object,
                                      int arguments) const override {
    return WithArguments(arguments, [&](const Args&... args) {
      return std::unique_ptr<KeptResult>(
          new Kept(ResultOf(on_object_, object, args...)));
    });
  }

  std::string ResultText(const KeptResult& result) const override {
    if constexpr (std::is_same_v<Result, Done>) {
      return "";
    } else if constexpr (IsOptional<Result>::value) {
      const Result& value = static_cast<const Kept&>(result).value;
      return value ? testing::PrintToString(*value) : "nothing";
    } else {
      return testing::PrintToString(static_cast<const Kept&>(result).value);
    }
  }

  bool Step(Spec& spec, int arguments,
            const KeptResult* result) const override {
    const auto expected = WithArguments(arguments, [&](const Args&... args) {
      return ResultOf(on_spec_, spec, args...);
    });
    const auto is_result = [&](const auto& value) {
      return result == nullptr ||
             static_cast<const Kept*>(result)->value == value;
    };
    if constexpr (kMayWait) {
      return expected.value().has_value() && is_result(*expected.value());
    } else {
      return is_result(expected);
    }
  }

  bool may_wait() const override { return kMayWait; }

 private:
  using Result = decltype(ResultOf(std::declval<const OnObject&>(),
                                   std::declval<Object&>(),
                                   std::declval<const Args&>()...));
  using SpecResult =
      decltype(ResultOf(std::declval<const OnSpec&>(), std::declval<Spec&>(),
                        std::declval<const Args&>()...));
  static constexpr bool kMayWait = IsMayWait<SpecResult>::value;

  template <typename T>
  struct IsOptional : std::false_type {};
  template <typename T>
  struct IsOptional<std::optional<T>> : std::true_type {};

  struct Kept final : KeptResult {
    explicit Kept(Result the_value) : value(std::move(the_value)) {}
    Result value;
  };

  // `function` of the arguments of that number.
  template <typename Function>
  auto WithArguments(int number, const Function& function) const {
    return std::apply(
        [&](const auto&... lists) {
          [[maybe_unused]] auto rest = static_cast<std::size_t>(number);
          [[maybe_unused]] const auto choose = [&rest](
              const auto& list) -> const auto& {
            const std::size_t index = rest % list.size();
            rest /= list.size();
            return list[index];
          };
          // In braces from left to right.
          const std::tuple<const Args&...> chosen{choose(lists)...};
          return std::apply(function, chosen);
        },
        arguments_);
  }

  const std::string name_;
  const OnObject on_object_;
  const OnSpec on_spec_;
  const std::tuple<std::vector<Args>...> arguments_;
};

}  // namespace internal

// What RACEKIT_LINEARIZABLE_TEST() is told. `Object` is made anew for each
// execution; `Spec` is copied and compared with ==, and found faster if it can
// be hashed (AbslHashValue()).
template <typename Object, typename Spec>
class LinearizableTest final : private internal::Subject {
 public:
  // An operation, on the object and on the specification, with all values that
  // each of its further arguments may have. Results are compared with ==. What
  // either returns must not refer to the object.
  template <typename OnObject, typename OnSpec, typename... Args>
  LinearizableTest& Operation(std::string name, OnObject on_object,
                              OnSpec on_spec, std::vector<Args>... arguments) {
    operations_.push_back(
        std::make_unique<
            internal::TypedOperation<Object, Spec, OnObject, OnSpec, Args...>>(
            std::move(name), std::move(on_object), std::move(on_spec),
            std::move(arguments)...));
    return *this;
  }

  // How an object is made, unless by Object().
  LinearizableTest& Create(std::function<std::unique_ptr<Object>()> create) {
    create_ = std::move(create);
    return *this;
  }
  // What a new object is like, unless like Spec().
  LinearizableTest& StartAs(Spec spec) {
    initial_ = std::move(spec);
    return *this;
  }
  // Something weaker: see detectors/linearizability/history.h.
  LinearizableTest& Criterion(linearizability::Criterion criterion) {
    options_.criterion = criterion;
    return *this;
  }
  // So many programs (50), with at most so many threads (3) and calls on each
  // (3), and so many before and after (2).
  LinearizableTest& Scenarios(int count) {
    options_.scenarios = count;
    return *this;
  }
  LinearizableTest& Threads(int most) {
    options_.size.threads = most;
    return *this;
  }
  LinearizableTest& Calls(int most) {
    options_.size.calls = most;
    return *this;
  }
  LinearizableTest& CallsOutside(int most) {
    options_.size.outside = most;
    return *this;
  }

  // What Run() would fail with, for tests of tests.
  internal::LinearizableResult Find() {
    return internal::FindHistory(*this, options_);
  }

  // Fails the current test with what is found.
  void Run() {
    ASSERT_FALSE(operations_.empty()) << "a linearizable test needs operations";
    internal::HuntForHistories(*this, options_);
  }

 private:
  using Call = internal::Call;

  std::vector<int> Arguments() const override {
    std::vector<int> counts;
    for (const auto& operation : operations_) {
      counts.push_back(operation->arguments());
    }
    return counts;
  }
  std::string CallText(const Call& call) const override {
    return Of(call).CallText(call.arguments);
  }

  void Begin(std::size_t calls) override {
    called_.assign(calls, nullptr);
    results_.clear();
    results_.resize(calls);
    object_ = create_();
  }
  void Execute(const Call& call, std::size_t index) override {
    called_[index] = &Of(call);
    results_[index] = Of(call).Execute(*object_, call.arguments);
  }
  std::string ResultText(std::size_t index) const override {
    return results_[index] == nullptr
               ? "?"
               : called_[index]->ResultText(*results_[index]);
  }
  linearizability::Verdict Check(
      const std::vector<Call>& calls,
      const std::vector<linearizability::Interval>& history,
      linearizability::Criterion criterion) const override {
    std::vector<typename linearizability::Specified<Spec>::Step> steps;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      steps.push_back(
          [this, call = calls[i], result = results_[i].get()](Spec& spec) {
            return Of(call).Step(spec, call.arguments, result);
          });
    }
    linearizability::Specified<Spec> model(initial_, std::move(steps));
    return linearizability::CheckHistory(history, model, criterion);
  }
  void End() override {
    object_.reset();
    results_.clear();
  }

  bool MayGetStuck(const internal::CallScenario& scenario) const override {
    bool may_wait = false;
    for (const auto& operation : operations_) {
      may_wait = may_wait || operation->may_wait();
    }
    if (!may_wait) return false;
    Spec spec = initial_;
    for (const Call& call : scenario.before) {
      if (!Of(call).Step(spec, call.arguments, nullptr)) return true;
    }
    std::vector<std::size_t> done(scenario.threads.size());
    return MayGetStuckAt(scenario, spec, done);
  }
  // Whether some order of what is left leads to where nobody can go on.
  bool MayGetStuckAt(const internal::CallScenario& scenario, const Spec& spec,
                     std::vector<std::size_t>& done) const {
    bool over = true;
    bool stuck = true;
    for (std::size_t i = 0; i < done.size(); ++i) {
      if (done[i] == scenario.threads[i].size()) continue;
      over = false;
      const Call& call = scenario.threads[i][done[i]];
      Spec next = spec;
      if (!Of(call).Step(next, call.arguments, nullptr)) continue;
      stuck = false;
      ++done[i];
      const bool later = MayGetStuckAt(scenario, next, done);
      --done[i];
      if (later) return true;
    }
    if (!over) return stuck;
    Spec last = spec;
    for (const Call& call : scenario.after) {
      if (!Of(call).Step(last, call.arguments, nullptr)) return true;
    }
    return false;
  }

  const internal::TestedOperation<Object, Spec>& Of(const Call& call) const {
    return *operations_[static_cast<std::size_t>(call.operation)];
  }

  internal::LinearizableOptions options_;
  std::function<std::unique_ptr<Object>()> create_ = [] {
    if constexpr (std::is_default_constructible_v<Object>) {
      return std::make_unique<Object>();
    } else {
      return std::unique_ptr<Object>();
    }
  };
  Spec initial_{};
  std::vector<std::unique_ptr<internal::TestedOperation<Object, Spec>>>
      operations_;
  // Of the execution in progress.
  std::unique_ptr<Object> object_;
  std::vector<const internal::TestedOperation<Object, Spec>*> called_;
  std::vector<std::unique_ptr<internal::KeptResult>> results_;
};

}  // namespace racekit

// A GoogleTest test. The braces that follow say what `test`, a
// racekit::LinearizableTest<object, spec>&, consists of. A type with a comma
// needs an alias.
#define RACEKIT_LINEARIZABLE_TEST(suite, name, object, spec) \
  static void RacekitDescribe_##suite##_##name(              \
      ::racekit::LinearizableTest<object, spec>& test);      \
  TEST(suite, name) {                                        \
    ::racekit::LinearizableTest<object, spec> test;          \
    RacekitDescribe_##suite##_##name(test);                  \
    test.Run();                                              \
  }                                                          \
  static void RacekitDescribe_##suite##_##name(              \
      ::racekit::LinearizableTest<object, spec>& test)

#endif  // RACEKIT_HARNESS_LINEARIZABLE_TEST_H_
