// absl::Notification, BlockingCounter, Barrier, call_once, SleepFor.

#include <memory>

#include "absl/base/call_once.h"
#include "absl/synchronization/barrier.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

RACE_TEST(AbslNotification, OrdersWhatWasBefore) {
  absl::Notification done;
  int value = 0;
  const auto wait = [&] {
    done.WaitForNotification();
    EXPECT_TRUE(done.HasBeenNotified());
    EXPECT_EQ(value, 1);
  };
  Together(wait, wait, [&] {
    value = 1;
    done.Notify();
  });
}

RACE_TEST(AbslNotification, WaitsForATime) {
  absl::Notification done;
  Together([&] {
    EXPECT_FALSE(done.WaitForNotificationWithTimeout(absl::Milliseconds(2)));
    EXPECT_FALSE(done.WaitForNotificationWithDeadline(absl::InfinitePast()));
  });
  Together(
      [&] { EXPECT_TRUE(done.WaitForNotificationWithTimeout(absl::Hours(1))); },
      [&] { done.Notify(); });
}

// It may be deleted as soon as somebody has seen it notified.
RACE_TEST(AbslNotification, DeletedByWhoWaitedForIt) {
  auto done = std::make_unique<absl::Notification>();
  absl::Notification* shared = done.get();
  Together([shared] { shared->Notify(); },
           [&] {
             done->WaitForNotification();
             done.reset();
           });
}

RACE_TEST(AbslBlockingCounter, WaitsForAll) {
  absl::BlockingCounter counter(2);
  int values[2] = {};
  const auto work = [&](int me) {
    values[me] = 1;
    counter.DecrementCount();
  };
  Together([&] { work(0); }, [&] { work(1); },
           [&] {
             counter.Wait();
             EXPECT_EQ(values[0] + values[1], 2);
           });
}

RACE_TEST(AbslBarrier, TheLastOutDeletesIt) {
  auto* barrier = new absl::Barrier(2);
  int values[2] = {};
  const auto meet = [&](int me) {
    values[me] = 1;
    if (barrier->Block()) delete barrier;
    EXPECT_EQ(values[1 - me], 1);
  };
  Together([&] { meet(0); }, [&] { meet(1); });
}

RACE_TEST(AbslCallOnce, RunsOnceAndEverybodySeesIt) {
  absl::once_flag once;
  int value = 0;
  const auto use = [&] {
    absl::call_once(once, [&] {
      std::this_thread::yield();
      ++value;
    });
    EXPECT_EQ(value, 1);
  };
  Together(use, use, use);
}

RACE_TEST(AbslSleep, LastsAsLongAsItSays) {
  Together([] {
    const absl::Time start = absl::Now();
    absl::SleepFor(absl::Milliseconds(2));
    EXPECT_GE(absl::Now() - start, absl::Milliseconds(2));
  });
}

}  // namespace
}  // namespace racekit
