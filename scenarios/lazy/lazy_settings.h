// Settings loaded at their first use: each class below answers Get() with the
// one object that it made, and should have loaded it once.

#ifndef RACEKIT_SCENARIOS_LAZY_LAZY_SETTINGS_H_
#define RACEKIT_SCENARIOS_LAZY_LAZY_SETTINGS_H_

#include <atomic>
#include <memory>
#include <mutex>

#include "absl/base/call_once.h"
#include "scenarios/lazy/settings.h"

namespace racekit::scenarios::lazy {

// BUG: two threads can both find no settings, and both load them. A data race
// besides; and the object of the slower one replaces the other, which leaks.
class UnlockedLazySettings {
 public:
  explicit UnlockedLazySettings(SettingsStore* store) : store_(store) {}
  ~UnlockedLazySettings() { delete settings_; }
  UnlockedLazySettings(const UnlockedLazySettings&) = delete;
  UnlockedLazySettings& operator=(const UnlockedLazySettings&) = delete;

  const Settings* Get() {
    // racy: settings_
    if (settings_ == nullptr) settings_ = new Settings(store_->Load());
    return settings_;  // racy: settings_
  }

 private:
  SettingsStore* store_;
  const Settings* settings_ = nullptr;
};

// BUG: the same with an atomic pointer. No data race any more, and still
// nothing keeps two threads from loading.
class AtomicLazySettings {
 public:
  explicit AtomicLazySettings(SettingsStore* store) : store_(store) {}
  ~AtomicLazySettings() { delete settings_.load(); }
  AtomicLazySettings(const AtomicLazySettings&) = delete;
  AtomicLazySettings& operator=(const AtomicLazySettings&) = delete;

  const Settings* Get() {
    if (settings_.load() == nullptr) {                // racy: settings_
      settings_.store(new Settings(store_->Load()));  // racy: settings_
    }
    return settings_.load();
  }

 private:
  SettingsStore* store_;
  std::atomic<const Settings*> settings_{nullptr};
};

// Fixed: looking and loading are one critical section.
class MutexLazySettings {
 public:
  explicit MutexLazySettings(SettingsStore* store) : store_(store) {}

  const Settings* Get() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (settings_ == nullptr) {
      settings_ = std::make_unique<Settings>(store_->Load());
    }
    return settings_.get();
  }

 private:
  SettingsStore* store_;
  std::mutex mutex_;
  std::unique_ptr<const Settings> settings_;
};

// Fixed: the library's own way.
class CallOnceLazySettings {
 public:
  explicit CallOnceLazySettings(SettingsStore* store) : store_(store) {}

  const Settings* Get() {
    std::call_once(once_, [this] {
      settings_ = std::make_unique<Settings>(store_->Load());
    });
    return settings_.get();
  }

 private:
  SettingsStore* store_;
  std::once_flag once_;
  std::unique_ptr<const Settings> settings_;
};

// Fixed: Abseil's.
class AbslCallOnceLazySettings {
 public:
  explicit AbslCallOnceLazySettings(SettingsStore* store) : store_(store) {}

  const Settings* Get() {
    absl::call_once(once_, [this] {
      settings_ = std::make_unique<Settings>(store_->Load());
    });
    return settings_.get();
  }

 private:
  SettingsStore* store_;
  absl::once_flag once_;
  std::unique_ptr<const Settings> settings_;
};

}  // namespace racekit::scenarios::lazy

#endif  // RACEKIT_SCENARIOS_LAZY_LAZY_SETTINGS_H_
