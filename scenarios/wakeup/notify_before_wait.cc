#include <array>
#include <string>
#include <thread>

#include "scenarios/scenario.h"
#include "scenarios/wakeup/start_signal.h"
#include "scenarios/wakeup/wakeup.h"

namespace racekit::scenarios::wakeup {
namespace {

// Several starts, each with its signal. Nothing to judge: that the waiting
// thread ends is all that is asked.
template <typename Signal>
std::string Run() {
  std::array<Signal, 3> signals;
  std::thread runner([&signals] {
    for (Signal& signal : signals) signal.Await();
  });
  std::thread starter([&signals] {
    for (Signal& signal : signals) signal.Give();
  });
  starter.join();
  runner.join();
  return "";
}

// A run that waits for ever costs its whole time limit: few runs.
Variant RacyAndHangs(const char* name, Body run, int runs) {
  return Racy(name, run, Found({"hang", "deadlock"}),
              Found({"hang", "deadlock"}), Found({"deadlock", "lost-wakeup"}),
              runs);
}

}  // namespace

Scenario NotifyBeforeWait() {
  return {
      .name = "wakeup/notify-before-wait",
      .kind = "lost-wakeup",
      .summary =
          "A thread is notified before it waits, and then waits for a "
          "notification that has been.",
      .source = "the manuals' warning on condition variables",
      .invariant = "who waits for the signal goes on once it was given",
      .observed = "the waiting thread waits for ever",
      .variants =
          {
              RacyAndHangs("no-predicate", Run<ForgetfulSignal>, /*runs=*/40),
              RacyAndHangs("flag-without-lock", Run<UnlockedFlagSignal>,
                           /*runs=*/400),
              Fixed("flag", Run<FlagSignal>),
              Fixed("absl-await", Run<AbslFlagSignal>),
              Fixed("atomic-wait", Run<AtomicSignal>),
          },
  };
}

}  // namespace racekit::scenarios::wakeup
