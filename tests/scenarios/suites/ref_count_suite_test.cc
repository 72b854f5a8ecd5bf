// Handles that do what the suite asks for: the library's, and one of our own.

#include "scenarios/suites/ref_count_suite.h"

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace racekit {
namespace {

class Probe {
 public:
  explicit Probe(std::function<void()> at_end) : at_end_(std::move(at_end)) {}
  ~Probe() { at_end_(); }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

 private:
  std::function<void()> at_end_;
};

class Handle {
 public:
  explicit Handle(std::function<void()> at_end)
      : object_(new Counted(std::move(at_end))) {}
  Handle(const Handle& other) : object_(other.object_) {
    object_->references.fetch_add(1, std::memory_order_relaxed);
  }
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (object_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      delete object_;
    }
  }

 private:
  struct Counted {
    explicit Counted(std::function<void()> at_end) : probe(std::move(at_end)) {}
    std::atomic<int> references{1};
    Probe probe;
  };

  Counted* object_;
};

}  // namespace

template <>
struct RefCountTraits<std::shared_ptr<Probe>> {
  static std::shared_ptr<Probe> Make(std::function<void()> at_end) {
    return std::make_shared<Probe>(std::move(at_end));
  }
};

using Handles = ::testing::Types<std::shared_ptr<Probe>, Handle>;
INSTANTIATE_TYPED_TEST_SUITE_P(Good, RefCountSuite, Handles);

}  // namespace racekit
