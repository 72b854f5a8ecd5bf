// A lazily made object that does what the suite asks for.

#include "scenarios/suites/lazy_suite.h"

#include <memory>
#include <mutex>

namespace racekit {
namespace {

struct Value {
  int a = 0;
  int b = 0;
  bool complete() const { return a == 1 && b == 2; }
};

class Lazy {
 public:
  const Value* Get() {
    std::call_once(once_, [this] {
      ++times_made_;
      value_ = std::make_unique<Value>(Value{1, 2});
    });
    return value_.get();
  }
  int times_made() const { return times_made_; }

 private:
  std::once_flag once_;
  std::unique_ptr<const Value> value_;
  int times_made_ = 0;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Good, LazySuite, Lazy);

}  // namespace racekit
