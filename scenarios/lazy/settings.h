// What is made lazily: settings, read from a store that all share.

#ifndef RACEKIT_SCENARIOS_LAZY_SETTINGS_H_
#define RACEKIT_SCENARIOS_LAZY_SETTINGS_H_

#include <mutex>

namespace racekit::scenarios::lazy {

struct Settings {
  int timeout_ms = 0;
  int retries = 0;

  // racy: retries, timeout_ms
  bool complete() const { return timeout_ms == 250 && retries == 3; }
};

// Thread-safe. Counts how often the settings were loaded from it.
class SettingsStore {
 public:
  Settings Load();
  int loads() const;

 private:
  mutable std::mutex mutex_;
  int loads_ = 0;
};

}  // namespace racekit::scenarios::lazy

#endif  // RACEKIT_SCENARIOS_LAZY_SETTINGS_H_
