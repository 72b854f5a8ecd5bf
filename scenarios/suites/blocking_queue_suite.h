// BlockingQueueSuite: what every queue must do through which threads hand items
// to each other.
//
//   #include "mine/channel.h"
//   #include "scenarios/suites/blocking_queue_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, BlockingQueueSuite,
//                                  mine::Channel<int>);
//   }
//
// in a race_test(). The type is a queue of ints. It has, each for any thread at
// any time,
//
//   explicit T(std::size_t capacity)
//   bool Put(int item)           waits while `capacity` items are in it; false,
//                                and the item is gone, once it is closed
//   std::optional<int> Get()     waits while nothing is in it; nullopt once it
//                                is closed and nothing is left
//   void Close()                 no more items; ends all waits
//
// and if it likes both of
//
//   void TaskDone()              one item that Get() gave has been dealt with
//   void Join()                  waits until all that were put have been
//
// or a specialisation of BlockingQueueTraits that says how it does these.
//
// The cases:
//
//   FirstInFirstOut          in one thread.
//   GivesWhatIsLeftWhenClosed    in one thread; after that nullopt, always.
//   RefusesWhenClosed        in one thread.
//   EveryItemArrivesOnce     from two producers to two consumers. (race)
//   ItemsOfAProducerStayInOrder  for a consumer. (race)
//   GetSeesWhatWasWrittenBeforePut  plain memory goes with the item. (race)
//   PutWaitsWhileFull        never more than `capacity` items are in it. (race)
//   CloseEndsTheWaitOfGet    for all who wait in an empty queue. (race)
//   CloseEndsTheWaitOfPut    for all who wait at a full queue. (race)
//   WhatWasAcceptedIsGot     though the queue is closed meanwhile. (race)
//   JoinWaitsForTaskDone     and sees all that was done before. (race; skipped
//                            without TaskDone and Join)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_BLOCKING_QUEUE_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_BLOCKING_QUEUE_SUITE_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct BlockingQueueTraits {
  static T Make(std::size_t capacity) { return T(capacity); }
  static bool Put(T& queue, int item) { return queue.Put(item); }
  static std::optional<int> Get(T& queue) { return queue.Get(); }
  static void Close(T& queue) { queue.Close(); }
  // Left out by a specialisation for a type that cannot.
  template <typename Queue = T>
  static auto TaskDone(Queue& queue) -> decltype(queue.TaskDone()) {
    return queue.TaskDone();
  }
  template <typename Queue = T>
  static auto Join(Queue& queue) -> decltype(queue.Join()) {
    return queue.Join();
  }
};

namespace internal {

template <typename T, typename = void>
struct HasJoin : std::false_type {};

template <typename T>
struct HasJoin<
    T,
    std::void_t<decltype(BlockingQueueTraits<T>::TaskDone(std::declval<T&>())),
                decltype(BlockingQueueTraits<T>::Join(std::declval<T&>()))>>
    : std::true_type {};

}  // namespace internal

template <typename T>
class BlockingQueueSuite : public ::testing::Test {
 public:
  using Traits = BlockingQueueTraits<T>;

  static constexpr int kProducers = 2;
  static constexpr int kItems = 10;  // of each producer
  static constexpr bool kHasJoin = internal::HasJoin<T>::value;

  // Producer p puts p * kItems, p * kItems + 1 and so on.
  static void StartProducers(T& queue, std::vector<std::thread>& threads) {
    for (int p = 0; p < kProducers; ++p) {
      threads.emplace_back([&queue, p] {
        for (int n = 0; n < kItems; ++n) {
          EXPECT_TRUE(Traits::Put(queue, p * kItems + n));
        }
      });
    }
  }

  static void JoinAll(std::vector<std::thread>& threads) {
    for (std::thread& thread : threads) thread.join();
    threads.clear();
  }

  // Gets all there is until the queue is closed.
  static void GetAll(T& queue, std::vector<int>& got) {
    while (const std::optional<int> item = Traits::Get(queue)) {
      got.push_back(*item);
    }
  }
};

TYPED_TEST_SUITE_P(BlockingQueueSuite);

TYPED_TEST_P(BlockingQueueSuite, FirstInFirstOut) {
  using Traits = typename TestFixture::Traits;
  TypeParam queue = Traits::Make(3);
  for (int item : {7, 8, 9}) EXPECT_TRUE(Traits::Put(queue, item));
  for (int item : {7, 8, 9}) EXPECT_EQ(Traits::Get(queue), item);
}

TYPED_TEST_P(BlockingQueueSuite, GivesWhatIsLeftWhenClosed) {
  using Traits = typename TestFixture::Traits;
  TypeParam queue = Traits::Make(3);
  for (int item : {7, 8}) EXPECT_TRUE(Traits::Put(queue, item));
  Traits::Close(queue);
  for (int item : {7, 8}) EXPECT_EQ(Traits::Get(queue), item);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Traits::Get(queue), std::nullopt);
}

TYPED_TEST_P(BlockingQueueSuite, RefusesWhenClosed) {
  using Traits = typename TestFixture::Traits;
  TypeParam queue = Traits::Make(3);
  Traits::Close(queue);
  EXPECT_FALSE(Traits::Put(queue, 7));
  EXPECT_EQ(Traits::Get(queue), std::nullopt);
}

TYPED_TEST_P(BlockingQueueSuite, EveryItemArrivesOnce) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr std::size_t kConsumers = 2;
    TypeParam queue = Traits::Make(2);
    std::array<std::vector<int>, kConsumers> got;
    std::vector<std::thread> consumers;
    for (std::size_t c = 0; c < kConsumers; ++c) {
      consumers.emplace_back(
          [&queue, &got, c] { TestFixture::GetAll(queue, got[c]); });
    }
    std::vector<std::thread> producers;
    TestFixture::StartProducers(queue, producers);
    TestFixture::JoinAll(producers);
    Traits::Close(queue);
    TestFixture::JoinAll(consumers);

    std::vector<int> all = got[0];
    all.insert(all.end(), got[1].begin(), got[1].end());
    std::sort(all.begin(), all.end());
    std::vector<int> expected;
    for (int i = 0; i < TestFixture::kProducers * TestFixture::kItems; ++i) {
      expected.push_back(i);
    }
    EXPECT_EQ(all, expected);
  });
}

TYPED_TEST_P(BlockingQueueSuite, ItemsOfAProducerStayInOrder) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam queue = Traits::Make(2);
    std::vector<int> got;
    std::vector<std::thread> consumer;
    consumer.emplace_back([&] { TestFixture::GetAll(queue, got); });
    std::vector<std::thread> producers;
    TestFixture::StartProducers(queue, producers);
    TestFixture::JoinAll(producers);
    Traits::Close(queue);
    TestFixture::JoinAll(consumer);

    for (int p = 0; p < TestFixture::kProducers; ++p) {
      const int first = p * TestFixture::kItems;
      std::vector<int> of_producer;
      for (const int item : got) {
        if (item >= first && item < first + TestFixture::kItems) {
          of_producer.push_back(item);
        }
      }
      EXPECT_TRUE(std::is_sorted(of_producer.begin(), of_producer.end()))
          << ::testing::PrintToString(of_producer);
    }
  });
}

TYPED_TEST_P(BlockingQueueSuite, GetSeesWhatWasWrittenBeforePut) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr std::size_t kCells = 8;
    TypeParam queue = Traits::Make(kCells);
    // Plain on purpose: only the queue keeps the threads apart.
    std::array<int, kCells> cells = {};
    std::thread producer([&] {
      for (std::size_t i = 0; i < kCells; ++i) {
        cells[i] = 100 + static_cast<int>(i);
        EXPECT_TRUE(Traits::Put(queue, static_cast<int>(i)));
      }
    });
    std::thread consumer([&] {
      for (std::size_t i = 0; i < kCells; ++i) {
        const std::optional<int> item = Traits::Get(queue);
        ASSERT_TRUE(item.has_value());
        ASSERT_TRUE(*item >= 0 && *item < static_cast<int>(kCells)) << *item;
        EXPECT_EQ(cells[static_cast<std::size_t>(*item)], 100 + *item);
      }
    });
    producer.join();
    consumer.join();
  });
}

TYPED_TEST_P(BlockingQueueSuite, PutWaitsWhileFull) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr int kCapacity = 2;
    TypeParam queue = Traits::Make(kCapacity);
    std::atomic<int> put{0};    // that are in the queue for sure, or were
    std::atomic<int> taken{0};  // that may have been taken out
    std::vector<std::thread> producers;
    for (int p = 0; p < TestFixture::kProducers; ++p) {
      producers.emplace_back([&] {
        for (int n = 0; n < TestFixture::kItems; ++n) {
          EXPECT_TRUE(Traits::Put(queue, n));
          // In this order, or the items taken in between would be missed.
          const int now_put = ++put;
          const int now_taken = taken;
          EXPECT_LE(now_put - now_taken, kCapacity) << "more than fit in";
        }
      });
    }
    std::thread consumer([&] {
      for (int n = 0; n < TestFixture::kProducers * TestFixture::kItems; ++n) {
        ++taken;
        EXPECT_TRUE(Traits::Get(queue).has_value());
      }
    });
    TestFixture::JoinAll(producers);
    consumer.join();
  });
}

TYPED_TEST_P(BlockingQueueSuite, CloseEndsTheWaitOfGet) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam queue = Traits::Make(2);
    std::vector<std::thread> consumers;
    for (int c = 0; c < 3; ++c) {
      consumers.emplace_back(
          [&queue] { EXPECT_EQ(Traits::Get(queue), std::nullopt); });
    }
    std::thread closer([&queue] { Traits::Close(queue); });
    closer.join();
    TestFixture::JoinAll(consumers);
  });
}

TYPED_TEST_P(BlockingQueueSuite, CloseEndsTheWaitOfPut) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam queue = Traits::Make(1);
    EXPECT_TRUE(Traits::Put(queue, 7));
    std::vector<std::thread> producers;
    for (int p = 0; p < 3; ++p) {
      producers.emplace_back([&queue] {
        EXPECT_FALSE(Traits::Put(queue, 8)) << "into a queue that is full";
      });
    }
    std::thread closer([&queue] { Traits::Close(queue); });
    closer.join();
    TestFixture::JoinAll(producers);
    EXPECT_EQ(Traits::Get(queue), 7);
    EXPECT_EQ(Traits::Get(queue), std::nullopt);
  });
}

TYPED_TEST_P(BlockingQueueSuite, WhatWasAcceptedIsGot) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam queue = Traits::Make(2);
    std::vector<int> accepted;
    std::vector<int> got;
    std::thread producer([&] {
      for (int n = 0; n < TestFixture::kItems; ++n) {
        if (Traits::Put(queue, n)) accepted.push_back(n);
      }
    });
    std::thread consumer([&] { TestFixture::GetAll(queue, got); });
    std::thread closer([&queue] { Traits::Close(queue); });
    producer.join();
    consumer.join();
    closer.join();
    EXPECT_EQ(got, accepted);
  });
}

TYPED_TEST_P(BlockingQueueSuite, JoinWaitsForTaskDone) {
  using Traits = typename TestFixture::Traits;
  if constexpr (TestFixture::kHasJoin) {
    RunAsRaceTest([] {
      constexpr std::size_t kTasks = 6;
      TypeParam queue = Traits::Make(2);
      // Plain on purpose: only the queue keeps the threads apart.
      std::array<int, kTasks> done = {};
      std::vector<std::thread> consumers;
      for (int c = 0; c < 2; ++c) {
        consumers.emplace_back([&] {
          while (const std::optional<int> item = Traits::Get(queue)) {
            ASSERT_TRUE(*item >= 0 && *item < static_cast<int>(kTasks))
                << *item;
            ++done[static_cast<std::size_t>(*item)];
            Traits::TaskDone(queue);
          }
        });
      }
      for (std::size_t i = 0; i < kTasks; ++i) {
        EXPECT_TRUE(Traits::Put(queue, static_cast<int>(i)));
      }
      Traits::Join(queue);
      for (const int times : done) EXPECT_EQ(times, 1) << "after Join()";
      Traits::Close(queue);
      TestFixture::JoinAll(consumers);
    });
  } else {
    GTEST_SKIP() << "the type has no TaskDone() and Join()";
  }
}

REGISTER_TYPED_TEST_SUITE_P(BlockingQueueSuite, FirstInFirstOut,
                            GivesWhatIsLeftWhenClosed, RefusesWhenClosed,
                            EveryItemArrivesOnce, ItemsOfAProducerStayInOrder,
                            GetSeesWhatWasWrittenBeforePut, PutWaitsWhileFull,
                            CloseEndsTheWaitOfGet, CloseEndsTheWaitOfPut,
                            WhatWasAcceptedIsGot, JoinWaitsForTaskDone);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_BLOCKING_QUEUE_SUITE_H_
