// RACE_TEST: a GoogleTest test whose body is run again and again, so that its
// threads meet in ever new ways.
//
//   #include "harness/race_test.h"
//   #include "bank/account.h"
//
//   RACE_TEST(Account, DepositAndWithdrawBothCount) {
//     Account account(100);
//     std::thread deposit([&] { account.Deposit(20); });
//     std::thread withdraw([&] { account.Withdraw(50); });
//     deposit.join();
//     withdraw.join();
//     EXPECT_EQ(account.balance(), 70);
//   }
//
// Build it with race_test() of //harness:defs.bzl, once for each way of looking
// for races:
//
//   stress   real threads, sleeps injected at thread starts, locks, unlocks,
//            waits and notifications
//   tsan     the same under ThreadSanitizer, all dependencies rebuilt with it
//
// What any run finds - a failed assertion on any thread, a data race, a hang, a
// crash, exit(), a thread left behind - fails the test, which then says what,
// how often, and with which seed. The budget is small (200 runs or a second,
// whichever is first) and can be raised with RACEKIT_RUNS and RACEKIT_TIME: see
// harness/options.h.
//
// The body must be repeatable: create in it what it works on, join the threads
// that it starts. It runs in a child process; what it changes in globals is
// seen by later runs at most, never by other tests. A body without threads
// fails, since no race could show in it (AllowNoThreads() below).
//
// RACE_TEST_F and RACE_TEST_P take a fixture like TEST_F and TEST_P. Each run
// gets a fixture of its own: constructor, SetUp, body, TearDown, destructor.
// SetUpTestSuite runs once as usual. Filters, repetition, shuffling, sharding
// and XML output work as for any other test; plain TESTs may stand beside.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_RACE_TEST_H_
#define RACEKIT_HARNESS_RACE_TEST_H_

#include <functional>

#include "gtest/gtest.h"
#include "harness/race_test_internal.h"

namespace racekit {

// Called in the body of a RACE_TEST: it is all right that it creates no thread,
// for instance because it works with child processes.
void AllowNoThreads();

// A race test where no macro below fits, such as in a TYPED_TEST_P: hunts
// `body` as if it were the body of a RACE_TEST and fails the current test with
// what it finds. Call it once in a test.
inline void RunAsRaceTest(const std::function<void()>& body) {
  internal::RunRaceBody(body);
}

}  // namespace racekit

// A race test of its own, without a fixture.
#define RACE_TEST(suite, name)                     \
  RACEKIT_RACE_TEST_(suite, name, ::testing::Test, \
                     ::testing::internal::GetTestTypeId())

// A race test with a fixture, a class derived from testing::Test. May share its
// suite with TEST_Fs of the same fixture.
#define RACE_TEST_F(fixture, name)           \
  RACEKIT_RACE_TEST_(fixture, name, fixture, \
                     ::testing::internal::GetTypeId<fixture>())

// A race test with a parameterised fixture, derived from
// testing::TestWithParam<T>; instantiate with INSTANTIATE_TEST_SUITE_P.
#define RACE_TEST_P(fixture, name) RACEKIT_RACE_TEST_P_(fixture, name)

#endif  // RACEKIT_HARNESS_RACE_TEST_H_
