// A sink that does what the suite asks for.

#include "scenarios/suites/line_sink_suite.h"

#include <mutex>
#include <string>
#include <string_view>

namespace racekit {
namespace {

class LineSink {
 public:
  void Print(std::string_view line) {
    std::lock_guard<std::mutex> lock(mutex_);
    text_ += line;
    text_ += '\n';
  }
  std::string Contents() {
    std::lock_guard<std::mutex> lock(mutex_);
    return text_;
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Good, LineSinkSuite, LineSink);

}  // namespace racekit
