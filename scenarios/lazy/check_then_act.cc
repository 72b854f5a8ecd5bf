#include <string>

#include "scenarios/lazy/lazy.h"
#include "scenarios/lazy/lazy_settings.h"
#include "scenarios/lazy/settings.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::lazy {
namespace {

template <typename LazySettings>
std::string Run(Scale scale) {
  SettingsStore store;
  LazySettings lazy(&store);
  RunThreads(Sized(scale, 4, 2), [&](int) { lazy.Get(); });
  if (store.loads() == 1) return "";
  return "the settings were loaded " + std::to_string(store.loads()) + " times";
}

}  // namespace

Scenario CheckThenAct() {
  return {
      .name = "lazy/check-then-act",
      .kind = "atomicity-violation",
      .summary =
          "Several threads find that an object is not there yet, and "
          "each makes it.",
      .source = "the textbook's case of check-then-act",
      .invariant = "the settings are loaded once, at their first use",
      .observed = "the settings were loaded 3 times",
      .variants =
          {
              Racy("racy", Run<UnlockedLazySettings>,
                   Found({"atomicity-violation"}), Found({"data-race"}),
                   Found({"data-race", "atomicity-violation", "assertion"})),
              // An atomic pointer cures the data race and not the bug.
              Racy("racy-atomic", Run<AtomicLazySettings>,
                   Found({"atomicity-violation"}), Silent(),
                   Found({"atomicity-violation", "assertion"})),
              Fixed("mutex", Run<MutexLazySettings>),
              Fixed("call-once", Run<CallOnceLazySettings>),
              Fixed("absl-call-once", Run<AbslCallOnceLazySettings>),
          },
  };
}

}  // namespace racekit::scenarios::lazy
