// std::thread, std::jthread.

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>

#include "harness/race_test.h"

namespace {

RACE_TEST(StdThread, JoinSeesWhatTheThreadDid) {
  int value = 0;
  std::thread thread([&] { value = 1; });
  thread.join();
  EXPECT_EQ(value, 1);
  EXPECT_FALSE(thread.joinable());
}

RACE_TEST(StdThread, TakesArgumentsAsTheirOwn) {
  std::unique_ptr<int> owned;
  int referred = 0;
  std::thread thread(
      [&](std::unique_ptr<int> moved, int& reference) {
        owned = std::move(moved);
        reference = 2;
      },
      std::make_unique<int>(1), std::ref(referred));
  thread.join();
  EXPECT_EQ(*owned, 1);
  EXPECT_EQ(referred, 2);
}

RACE_TEST(StdThread, EachHasAnIdOfItsOwn) {
  std::thread::id seen;
  std::atomic<bool> go{false};
  std::thread thread([&] {
    seen = std::this_thread::get_id();
    go.wait(false);
  });
  const std::thread::id id = thread.get_id();
  EXPECT_NE(id, std::this_thread::get_id());
  EXPECT_NE(id, std::thread::id());
  go = true;
  go.notify_one();
  thread.join();
  EXPECT_EQ(seen, id);
  EXPECT_EQ(thread.get_id(), std::thread::id());
}

RACE_TEST(StdThread, DetachedGoesOnByItself) {
  const auto done = std::make_shared<std::atomic<bool>>(false);
  std::thread([done] {
    *done = true;
    done->notify_all();
  }).detach();
  done->wait(false);
  EXPECT_TRUE(*done);
}

RACE_TEST(StdThread, StartsOthers) {
  int value = 0;
  std::thread outer([&] {
    std::thread inner([&] { ++value; });
    inner.join();
    ++value;
  });
  outer.join();
  EXPECT_EQ(value, 2);
}

RACE_TEST(StdJthread, JoinsAtTheEndOfItsScope) {
  int value = 0;
  {
    std::jthread thread([&] { value = 1; });
  }
  EXPECT_EQ(value, 1);
}

RACE_TEST(StdJthread, IsAskedToStop) {
  int callbacks = 0;
  int rounds = 0;
  {
    std::jthread thread([&](const std::stop_token& token) {
      const std::stop_callback on_stop(token, [&] { ++callbacks; });
      while (!token.stop_requested()) {
        ++rounds;
        std::this_thread::yield();
      }
    });
    std::this_thread::yield();
  }
  EXPECT_EQ(callbacks, 1);
  EXPECT_GE(rounds, 0);
}

RACE_TEST(StdJthread, OfTwoRequestsOneIsTheFirst) {
  std::stop_source source;
  std::atomic<int> first{0};
  {
    std::jthread a([&] { first += source.request_stop(); });
    std::jthread b([&] { first += source.request_stop(); });
  }
  EXPECT_EQ(first, 1);
}

}  // namespace
