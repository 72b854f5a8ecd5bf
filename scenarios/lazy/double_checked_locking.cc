#include <atomic>
#include <string>

#include "scenarios/lazy/double_checked_settings.h"
#include "scenarios/lazy/lazy.h"
#include "scenarios/lazy/lazy_settings.h"
#include "scenarios/lazy/settings.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::lazy {
namespace {

template <typename LazySettings>
std::string Run(Scale scale) {
  const int threads = Sized(scale, 4, 2);
  SettingsStore store;
  LazySettings lazy(&store);
  std::atomic<int> incomplete{0};
  RunThreads(threads, [&](int) {
    if (!lazy.Get()->complete()) ++incomplete;
  });
  if (incomplete == 0) return "";
  return std::to_string(incomplete) + " of " + std::to_string(threads) +
         " threads used settings that were not loaded yet";
}

}  // namespace

Scenario DoubleCheckedLocking() {
  return {
      .name = "lazy/double-checked-locking",
      .kind = "order-violation",
      .summary =
          "The first look at a lazily made object takes no lock, and "
          "what it sees is not ordered after the making.",
      .source = "the literature on double-checked locking",
      .invariant = "whoever gets the settings gets them complete",
      .observed = "2 of 4 threads used settings that were not loaded yet",
      .variants =
          {
              // x86 does not reorder the two stores, and g++ and clang leave
              // them in order: on real threads it passes for ever.
              Racy("racy", Run<PlainDoubleCheckedSettings>, Either(),
                   Found({"data-race"}), Found({"data-race"})),
              Racy("racy-flag-first", Run<FlagFirstSettings>,
                   Found({"order-violation"}), Found({"data-race"}),
                   Found({"data-race", "order-violation", "assertion"})),
              Fixed("acquire-release", Run<AcquireReleaseSettings>),
              Fixed("call-once", Run<CallOnceLazySettings>),
              Fixed("absl-call-once", Run<AbslCallOnceLazySettings>),
          },
  };
}

}  // namespace racekit::scenarios::lazy
