// thread_local variables: anew in each thread, destroyed at its end, before
// join() returns.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

thread_local int plain = 5;

RACE_TEST(ThreadLocal, EachThreadHasItsOwn) {
  ASSERT_EQ(plain, 5);
  plain = 1;
  const auto change = [] {
    EXPECT_EQ(plain, 5);
    ++plain;
    std::this_thread::yield();
    EXPECT_EQ(plain, 6);
  };
  Together(change, change);
  EXPECT_EQ(plain, 1);
  plain = 5;
}

// Whose destructors write down that they ran.
struct Log {
  std::vector<std::string> lines;
};
std::atomic<Log*> log{nullptr};

struct Noted {
  explicit Noted(std::string its_name) : name(std::move(its_name)) {}
  ~Noted() { log.load()->lines.push_back(name); }
  std::string name;
};

RACE_TEST(ThreadLocal, DestroyedInReverseOrderBeforeJoinReturns) {
  Log lines;
  log = &lines;
  std::thread thread([] {
    thread_local Noted first("first");
    thread_local Noted second("second");
    EXPECT_EQ(first.name + second.name, "firstsecond");
  });
  thread.join();
  EXPECT_EQ(lines.lines, (std::vector<std::string>{"second", "first"}));
}

struct Late {
  ~Late() {
    thread_local Noted made("made by a destructor");
    EXPECT_FALSE(made.name.empty());
  }
  int value = 0;
};

RACE_TEST(ThreadLocal, ADestructorMayMakeAnother) {
  Log lines;
  log = &lines;
  std::thread thread([] {
    thread_local Late late;
    late.value = 1;
  });
  thread.join();
  EXPECT_EQ(lines.lines, std::vector<std::string>{"made by a destructor"});
}

RACE_TEST(ThreadLocal, OthersMayUseItByItsAddress) {
  std::atomic<int*> address{nullptr};
  std::atomic<bool> done{false};
  Together(
      [&] {
        thread_local int mine = 1;
        mine = 2;
        address = &mine;
        address.notify_one();
        done.wait(false);
        EXPECT_EQ(mine, 3);
      },
      [&] {
        address.wait(nullptr);
        EXPECT_EQ(*address.load(), 2);
        *address.load() = 3;
        done = true;
        done.notify_one();
      });
}

RACE_TEST(ThreadLocal, ErrnoIsOne) {
  const auto change = [](int value) {
    errno = value;
    std::this_thread::yield();
    EXPECT_EQ(errno, value);
  };
  Together([&] { change(1); }, [&] { change(2); });
}

}  // namespace
}  // namespace racekit
