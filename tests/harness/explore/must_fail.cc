// Race tests that go down, each in another way and in every execution, for
// must_fail_test.cc. The last one must still run, and pass.

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace {

template <typename Work>
void OnAThread(const Work& work) {
  std::thread(work).join();
}

// A value that the compiler cannot see through.
template <typename T>
T Opaque(T value) {
  asm volatile("" : "+r"(value));
  return value;
}

RACE_TEST(MustFail, AssertionOnAThread) {
  OnAThread([] { EXPECT_EQ(2 + 2, 5) << "on a thread"; });
}

RACE_TEST(MustFail, FatalAssertionOnAThread) {
  OnAThread([] {
    ASSERT_EQ(2 + 2, 5) << "on a thread";
    std::abort();  // not reached
  });
}

RACE_TEST(MustFail, NullPointer) {
  OnAThread([] { *Opaque<int*>(nullptr) = 1; });
}

RACE_TEST(MustFail, NullPointerInLibc) {
  OnAThread([] { EXPECT_EQ(strlen(Opaque<const char*>(nullptr)), 0u); });
}

RACE_TEST(MustFail, IllegalInstruction) {
  OnAThread([] { __builtin_trap(); });
}

RACE_TEST(MustFail, DivisionByZero) {
  OnAThread([] { EXPECT_EQ(Opaque(7) / Opaque(0), 0); });
}

// Memory of a file that is shorter than the memory.
RACE_TEST(MustFail, MappedFileThatIsTooShort) {
  const int file = memfd_create("empty", 0);
  void* const memory = mmap(nullptr, 1, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  OnAThread([&] { EXPECT_EQ(*static_cast<char*>(memory), 0); });
}

RACE_TEST(MustFail, Breakpoint) {
  OnAThread([] { raise(SIGTRAP); });
}

int Deeper(int depth) {
  volatile char frame[1024];
  frame[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : Deeper(depth + 1) + frame[0];
}

RACE_TEST(MustFail, StackOverflow) {
  OnAThread([] {});
  OnAThread([] { EXPECT_EQ(Deeper(Opaque(1)), 0); });
}

RACE_TEST(MustFail, Abort) {
  OnAThread([] { std::abort(); });
}

RACE_TEST(MustFail, CAssert) {
  OnAThread([] {
#undef NDEBUG
#include <cassert>
    assert(Opaque(2) + 2 == 5);
  });
}

RACE_TEST(MustFail, ExceptionOnTheBodysThread) {
  OnAThread([] {});
  throw std::runtime_error("no money");
}

RACE_TEST(MustFail, ExceptionOnAThread) {
  OnAThread([] { throw std::runtime_error("no money"); });
}

void ThrowAnInt() { throw Opaque(42); }

RACE_TEST(MustFail, ExceptionOutOfNoexcept) {
  OnAThread([]() noexcept { ThrowAnInt(); });
}

RACE_TEST(MustFail, ThreadNotJoined) {
  std::thread thread([] {});
}

struct Base {
  Base() { Call(); }
  virtual ~Base() = default;
  void Call() { Work(); }
  virtual void Work() = 0;
};
struct Derived : Base {
  void Work() override {}
};

RACE_TEST(MustFail, PureVirtualCall) {
  OnAThread([] { Derived(); });
}

RACE_TEST(MustFail, Exit) {
  OnAThread([] { std::exit(3); });
}

RACE_TEST(MustFail, QuickExit) {
  OnAThread([] { std::quick_exit(0); });
}

RACE_TEST(MustFail, UnderscoreExit) {
  OnAThread([] { _exit(4); });
}

RACE_TEST(MustFail, Kill) {
  OnAThread([] { kill(getpid(), SIGKILL); });
}

RACE_TEST(MustFail, SpinOnAnAtomic) {
  OnAThread([] {
    std::atomic<bool> stop{false};
    while (!stop) {
    }
  });
}

RACE_TEST(MustFail, SpinOnAPlainVariable) {
  bool stop = false;
  std::thread spinner([&] {
    while (!*Opaque(&stop)) {
    }
  });
  spinner.join();
}

RACE_TEST(MustFail, SpinOnNothing) {
  OnAThread([] {
    for (;;) asm volatile("");
  });
}

RACE_TEST(MustFail, WaitForEver) {
  std::mutex mutex;
  mutex.lock();
  OnAThread([&] { mutex.lock(); });
}

int unlocked = 0;

RACE_TEST(MustFail, DataRaceOnAGlobal) {
  std::thread other([] { ++unlocked; });
  ++unlocked;
  other.join();
}

RACE_TEST(MustFail, ThatOthersFailedDoesNotMatterHere) {
  OnAThread([] {});
}

TEST(MustFail, PlainTestOnlyFailsByItself) { EXPECT_TRUE(true); }

}  // namespace
