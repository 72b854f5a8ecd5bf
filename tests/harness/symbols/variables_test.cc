// Data races are named as the user wrote the variable, whatever the compiler's
// optimisation: this file is compiled with -O0, -O1 and -O2.

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"

namespace variables {

// Seen from outside, or the compiler would see that nobody reads them.
int counter = 0;
struct Limits {
  int low = 0;
  int high = 0;
};
Limits limits;

}  // namespace variables

namespace racekit {
namespace {

using variables::counter;
using variables::Limits;
using variables::limits;

template <typename Work>
Location RaceOf(const Work& work) {
  ExploreOptions options;
  options.executions = 1;
  options.time = absl::InfiniteDuration();
  const Report report = Explore(
      [&] {
        std::thread first(work);
        std::thread second(work);
        first.join();
        second.join();
      },
      options);
  for (const Finding& finding : report.findings) {
    if (finding.kind == FindingKind::kDataRace) return finding.location;
  }
  return {};
}

class Account {
 public:
  __attribute__((noinline)) void Deposit(int amount) { balance_ += amount; }
  void DepositInline(int amount) { balance_ += amount; }

 private:
  [[maybe_unused]] int number_ = 0;
  int balance_ = 100;
};

class Savings : public Account {};

template <typename T>
class Ring {
 public:
  Ring() : buffer_(8) {}
  __attribute__((noinline)) void Put(int at, T value) { buffer_[at] = value; }

 private:
  std::vector<T> buffer_;
};

struct Address {
  int street = 0;
  int zip = 0;
};
struct Person {
  int age = 0;
  Address home;
  std::array<int, 4> scores = {};
};

__attribute__((noinline)) int NextId() {
  static int last_id = 0;
  return ++last_id;
}

TEST(Variables, Global) {
  const Location race = RaceOf([] { counter = 1; });
  EXPECT_EQ(race.name, "counter");
  EXPECT_EQ(race.type, "int");
  EXPECT_THAT(race.file, testing::EndsWith("variables_test.cc"));
  EXPECT_GT(race.line, 0);
  EXPECT_EQ(race.kind, Location::Kind::kGlobal);
}

TEST(Variables, MemberOfAGlobal) {
  EXPECT_EQ(RaceOf([] { limits.high = 1; }).name, "limits.high");
}

TEST(Variables, StaticOfAFunction) {
  const Location race = RaceOf([] { NextId(); });
  EXPECT_EQ(race.name, "last_id");
  EXPECT_EQ(race.function, "NextId");
}

TEST(Variables, MemberByThis) {
  Account account;
  const Location race = RaceOf([&] { account.Deposit(1); });
  EXPECT_EQ(race.name, "Account::balance_");
  EXPECT_EQ(race.type, "int");
}

TEST(Variables, MemberInAnInlinedMethod) {
  Account account;
  EXPECT_EQ(RaceOf([&] { account.DepositInline(1); }).name,
            "Account::balance_");
}

TEST(Variables, MemberOfABase) {
  Savings savings;
  EXPECT_EQ(RaceOf([&] { savings.Deposit(1); }).name, "Account::balance_");
}

TEST(Variables, CapturedByReference) {
  int value = 0;
  const Location race = RaceOf([&value] { value = 1; });
  EXPECT_EQ(race.name, "value");
  EXPECT_EQ(race.type, "int");
}

TEST(Variables, NestedMember) {
  Person person;
  EXPECT_EQ(RaceOf([&person] { person.home.zip = 1; }).name, "person.home.zip");
}

TEST(Variables, ElementOfAnArray) {
  Person person;
  EXPECT_EQ(RaceOf([&person] { person.scores[2] = 1; }).name,
            "element 2 of person.scores");
}

TEST(Variables, ElementOfAVectorInATemplate) {
  Ring<int> ring;
  EXPECT_EQ(RaceOf([&ring] { ring.Put(3, 7); }).name,
            "element 3 of Ring::buffer_");
}

TEST(Variables, BehindAUniquePtr) {
  const auto owned = std::make_unique<Limits>();
  EXPECT_EQ(RaceOf([&owned] { owned->high = 1; }).name, "owned->high");
}

}  // namespace
}  // namespace racekit
