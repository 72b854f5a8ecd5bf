// LineSinkSuite: what every sink must do that several threads print lines to.
//
//   #include "mine/log.h"
//   #include "scenarios/suites/line_sink_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, LineSinkSuite, mine::Log);
//   }
//
// in a race_test(). The type has
//
//   T()                                an empty sink
//   void Print(std::string_view line)  any thread, at any time; `line` has no
//                                      line end
//   std::string Contents()             all lines, each with "\n"; called when
//                                      nobody prints
//
// or a specialisation of LineSinkTraits that says how it does these.
//
// The cases:
//
//   KeepsTheLinesOfOneThread      in one thread: nothing else, in order.
//   LinesOfThreadsStayWhole       each line whole and once, whoever prints
//                                 beside. (race)
//   LinesOfAThreadStayInOrder     as that thread printed them. (race)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_LINE_SINK_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_LINE_SINK_SUITE_H_

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct LineSinkTraits {
  static T Make() { return T(); }
  static void Print(T& sink, std::string_view line) { sink.Print(line); }
  static std::string Contents(T& sink) { return sink.Contents(); }
};

template <typename T>
class LineSinkSuite : public ::testing::Test {
 public:
  using Traits = LineSinkTraits<T>;

  static constexpr int kThreads = 4;
  static constexpr int kLines = 50;  // of each thread

  static std::string Line(int thread, int n) {
    return "thread " + std::to_string(thread) + " line " + std::to_string(n);
  }

  static void PrintFromThreads(T& sink) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&sink, i] {
        for (int n = 0; n < kLines; ++n) Traits::Print(sink, Line(i, n));
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  static std::vector<std::string> Lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
};

TYPED_TEST_SUITE_P(LineSinkSuite);

TYPED_TEST_P(LineSinkSuite, KeepsTheLinesOfOneThread) {
  using Traits = typename TestFixture::Traits;
  TypeParam sink = Traits::Make();
  Traits::Print(sink, "one");
  Traits::Print(sink, "");
  Traits::Print(sink, "three");
  EXPECT_EQ(Traits::Contents(sink), "one\n\nthree\n");
}

TYPED_TEST_P(LineSinkSuite, LinesOfThreadsStayWhole) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam sink = Traits::Make();
    TestFixture::PrintFromThreads(sink);
    std::vector<std::string> expected;
    for (int i = 0; i < TestFixture::kThreads; ++i) {
      for (int n = 0; n < TestFixture::kLines; ++n) {
        expected.push_back(TestFixture::Line(i, n));
      }
    }
    std::vector<std::string> printed =
        TestFixture::Lines(Traits::Contents(sink));
    std::sort(expected.begin(), expected.end());
    std::sort(printed.begin(), printed.end());
    EXPECT_EQ(printed, expected);
  });
}

TYPED_TEST_P(LineSinkSuite, LinesOfAThreadStayInOrder) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam sink = Traits::Make();
    TestFixture::PrintFromThreads(sink);
    const std::vector<std::string> printed =
        TestFixture::Lines(Traits::Contents(sink));
    for (int i = 0; i < TestFixture::kThreads; ++i) {
      auto at = printed.begin();
      for (int n = 0; n < TestFixture::kLines; ++n) {
        const std::string line = TestFixture::Line(i, n);
        at = std::find(at, printed.end(), line);
        ASSERT_TRUE(at != printed.end()) << "missing, or too early: " << line;
        ++at;
      }
    }
  });
}

REGISTER_TYPED_TEST_SUITE_P(LineSinkSuite, KeepsTheLinesOfOneThread,
                            LinesOfThreadsStayWhole, LinesOfAThreadStayInOrder);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_LINE_SINK_SUITE_H_
