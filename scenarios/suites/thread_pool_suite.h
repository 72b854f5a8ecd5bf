// ThreadPoolSuite: what every pool of threads must do that is given tasks, and
// stopped.
//
//   #include "mine/executor.h"
//   #include "scenarios/suites/thread_pool_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, ThreadPoolSuite, mine::Executor);
//   }
//
// in a race_test(). The type has
//
//   explicit T(int threads)
//   bool Submit(std::function<void()> task)   any thread, at any time, a task
//                                of the pool's included; false, and the task is
//                                never done, once the pool was stopped
//   void Stop()                  returns when all that was accepted is done;
//                                called once
//
// or a specialisation of ThreadPoolTraits that says how it does these.
//
// The cases:
//
//   DoesWhatItIsGiven            tasks are done by the return of Stop(). (race)
//   RefusesAfterStop             and never does what it refused. (race)
//   EndsWithoutATask             stopped before it was given any. (race)
//   EveryAcceptedTaskIsDoneOnce  while it is being stopped. (race)
//   TasksMaySubmitTasks          those that were accepted are done, though the
//                                pool is being stopped. (race)
//   StopSeesWhatTasksWrote       plain memory, too. (race)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_THREAD_POOL_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_THREAD_POOL_SUITE_H_

#include <array>
#include <atomic>
#include <functional>
#include <thread>
#include <utility>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct ThreadPoolTraits {
  static T Make(int threads) { return T(threads); }
  static bool Submit(T& pool, std::function<void()> task) {
    return pool.Submit(std::move(task));
  }
  static void Stop(T& pool) { pool.Stop(); }
};

template <typename T>
class ThreadPoolSuite : public ::testing::Test {
 public:
  using Traits = ThreadPoolTraits<T>;

  static constexpr int kThreads = 2;
  static constexpr int kTasks = 6;
};

TYPED_TEST_SUITE_P(ThreadPoolSuite);

TYPED_TEST_P(ThreadPoolSuite, DoesWhatItIsGiven) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam pool = Traits::Make(TestFixture::kThreads);
    std::atomic<int> done{0};
    for (int i = 0; i < TestFixture::kTasks; ++i) {
      EXPECT_TRUE(Traits::Submit(pool, [&done] { ++done; }));
    }
    Traits::Stop(pool);
    EXPECT_EQ(done, TestFixture::kTasks);
  });
}

TYPED_TEST_P(ThreadPoolSuite, RefusesAfterStop) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    std::atomic<int> done{0};
    TypeParam pool = Traits::Make(TestFixture::kThreads);
    Traits::Stop(pool);
    EXPECT_FALSE(Traits::Submit(pool, [&done] { ++done; }));
    EXPECT_EQ(done, 0);
  });
}

TYPED_TEST_P(ThreadPoolSuite, EndsWithoutATask) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam pool = Traits::Make(TestFixture::kThreads);
    // By another thread, so that it may come before the pool's have started.
    std::thread owner([&pool] { Traits::Stop(pool); });
    owner.join();
  });
}

TYPED_TEST_P(ThreadPoolSuite, EveryAcceptedTaskIsDoneOnce) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam pool = Traits::Make(TestFixture::kThreads);
    std::array<std::atomic<int>, TestFixture::kTasks> done = {};
    std::array<bool, TestFixture::kTasks> accepted = {};
    std::thread client([&] {
      for (std::size_t i = 0; i < done.size(); ++i) {
        accepted[i] = Traits::Submit(pool, [&done, i] { ++done[i]; });
      }
    });
    std::thread owner([&pool] { Traits::Stop(pool); });
    client.join();
    owner.join();
    for (std::size_t i = 0; i < done.size(); ++i) {
      EXPECT_EQ(done[i], accepted[i] ? 1 : 0)
          << "task " << i << (accepted[i] ? " was" : " was not") << " accepted";
    }
  });
}

TYPED_TEST_P(ThreadPoolSuite, TasksMaySubmitTasks) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam pool = Traits::Make(TestFixture::kThreads);
    std::atomic<int> accepted{0};
    std::atomic<int> done{0};
    std::thread client([&] {
      for (int i = 0; i < 2; ++i) {
        const bool submitted = Traits::Submit(pool, [&] {
          ++done;
          if (Traits::Submit(pool, [&done] { ++done; })) ++accepted;
        });
        if (submitted) ++accepted;
      }
    });
    std::thread owner([&pool] { Traits::Stop(pool); });
    client.join();
    owner.join();
    EXPECT_EQ(done, accepted);
  });
}

TYPED_TEST_P(ThreadPoolSuite, StopSeesWhatTasksWrote) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam pool = Traits::Make(TestFixture::kThreads);
    // Plain on purpose: only the pool keeps the threads apart.
    std::array<int, TestFixture::kTasks> cells = {};
    for (int& cell : cells) {
      cell = 1;
      EXPECT_TRUE(Traits::Submit(pool, [&cell] { ++cell; }));
    }
    Traits::Stop(pool);
    for (const int cell : cells) EXPECT_EQ(cell, 2);
  });
}

REGISTER_TYPED_TEST_SUITE_P(ThreadPoolSuite, DoesWhatItIsGiven,
                            RefusesAfterStop, EndsWithoutATask,
                            EveryAcceptedTaskIsDoneOnce, TasksMaySubmitTasks,
                            StopSeesWhatTasksWrote);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_THREAD_POOL_SUITE_H_
