// Settings loaded at their first use, where later uses shall not pay for a
// lock: double-checked locking, wrong and right.

#ifndef RACEKIT_SCENARIOS_LAZY_DOUBLE_CHECKED_SETTINGS_H_
#define RACEKIT_SCENARIOS_LAZY_DOUBLE_CHECKED_SETTINGS_H_

#include <atomic>
#include <mutex>

#include "scenarios/lazy/settings.h"

namespace racekit::scenarios::lazy {

// BUG: the first look at the pointer is a data race with its being set, and
// nothing orders what the pointer leads to before the pointer: the reader may
// find an object that is not yet made. On x86 the processor happens to order
// it, and the compiler seldom changes that.
class PlainDoubleCheckedSettings {
 public:
  explicit PlainDoubleCheckedSettings(SettingsStore* store) : store_(store) {}
  ~PlainDoubleCheckedSettings() { delete settings_; }
  PlainDoubleCheckedSettings(const PlainDoubleCheckedSettings&) = delete;
  PlainDoubleCheckedSettings& operator=(const PlainDoubleCheckedSettings&) =
      delete;

  const Settings* Get() {
    if (settings_ == nullptr) {  // racy: settings_
      std::lock_guard<std::mutex> lock(mutex_);
      // racy: settings_, timeout_ms, retries
      if (settings_ == nullptr) settings_ = new Settings(store_->Load());
    }
    return settings_;
  }

 private:
  SettingsStore* store_;
  std::mutex mutex_;
  const Settings* settings_ = nullptr;
};

// BUG: the flag goes up before the settings are there. Who looks only at the
// flag uses what is not yet loaded; an atomic flag does not help.
class FlagFirstSettings {
 public:
  explicit FlagFirstSettings(SettingsStore* store) : store_(store) {}

  const Settings* Get() {
    if (!loaded_.load(std::memory_order_acquire)) {
      std::lock_guard<std::mutex> lock(mutex_);
      if (!loaded_.load(std::memory_order_relaxed)) {
        loaded_.store(true, std::memory_order_release);
        const Settings loaded = store_->Load();
        // In one assignment from Load() g++ would hide the write from every
        // race detector: see docs/limits.md.
        settings_.timeout_ms = loaded.timeout_ms;  // racy: timeout_ms
        settings_.retries = loaded.retries;        // racy: retries
      }
    }
    return &settings_;
  }

 private:
  SettingsStore* store_;
  std::mutex mutex_;
  std::atomic<bool> loaded_{false};
  Settings settings_;
};

// Fixed: the pointer is atomic. Whoever acquires it sees all that was written
// before it was released.
class AcquireReleaseSettings {
 public:
  explicit AcquireReleaseSettings(SettingsStore* store) : store_(store) {}
  ~AcquireReleaseSettings() { delete settings_.load(); }
  AcquireReleaseSettings(const AcquireReleaseSettings&) = delete;
  AcquireReleaseSettings& operator=(const AcquireReleaseSettings&) = delete;

  const Settings* Get() {
    const Settings* settings = settings_.load(std::memory_order_acquire);
    if (settings == nullptr) {
      std::lock_guard<std::mutex> lock(mutex_);
      settings = settings_.load(std::memory_order_relaxed);
      if (settings == nullptr) {
        settings = new Settings(store_->Load());
        settings_.store(settings, std::memory_order_release);
      }
    }
    return settings;
  }

 private:
  SettingsStore* store_;
  std::mutex mutex_;
  std::atomic<const Settings*> settings_{nullptr};
};

}  // namespace racekit::scenarios::lazy

#endif  // RACEKIT_SCENARIOS_LAZY_DOUBLE_CHECKED_SETTINGS_H_
