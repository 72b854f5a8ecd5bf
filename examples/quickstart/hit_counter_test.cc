// Fails, and is meant to: HitCounter loses hits. ThreadSanitizer is silent on
// it, rightly: there is no data race.

#include "hit_counter.h"

#include <thread>

#include "harness/race_test.h"

RACE_TEST(HitCounter, CountsEveryHit) {
  HitCounter counter;
  std::thread one([&] { counter.Hit(); });
  std::thread two([&] { counter.Hit(); });
  one.join();
  two.join();
  EXPECT_EQ(counter.Get(), 2);
}
