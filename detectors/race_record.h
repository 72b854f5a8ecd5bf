// A data race as plain numbers. What runs above the program makes a Finding of
// it, with names and stacks.

#ifndef RACEKIT_DETECTORS_RACE_RECORD_H_
#define RACEKIT_DETECTORS_RACE_RECORD_H_

#include <cstdint>

#include "detectors/event.h"

namespace racekit::detectors {

struct RaceAccess {
  ThreadId thread = 0;
  Site site;
  bool write = false;
  bool atomic = false;
  bool free = false;  // the memory's end of life; counts as a write
  // Of the bytes that this access stands for, the first and how many follow it
  // without a gap. A later access to some of them, ordered after this one, may
  // have taken those over.
  std::uintptr_t address = 0;
  std::uint32_t size = 0;
};

// Two accesses to the same bytes that nothing orders, at least one a write, not
// both atomic. Or the end of their life, and a use after that, ordered or not.
struct RaceRecord {
  RaceAccess first;
  RaceAccess second;  // the one that just happened
  bool ordered = false;
};

class RaceSink {
 public:
  // Called in the middle of the second access. One race in the program shows
  // here as often as it happens.
  virtual void OnRace(const RaceRecord& race) = 0;

 protected:
  ~RaceSink() = default;
};

// Keeps the first race of each pair of places in the code, up to a number that
// nobody reads on beyond.
class RaceLog : public RaceSink {
 public:
  static constexpr int kCapacity = 64;

  void OnRace(const RaceRecord& race) override {
    ++sightings_;
    for (int i = 0; i < size_; ++i) {
      if (SamePlaces(races_[i], race)) return;
    }
    if (size_ < kCapacity) races_[size_++] = race;
  }
  void Clear() { size_ = 0, sightings_ = 0; }

  int size() const { return size_; }
  const RaceRecord& operator[](int i) const { return races_[i]; }
  std::int64_t sightings() const { return sightings_; }

 private:
  static bool SamePlaces(const RaceRecord& a, const RaceRecord& b) {
    return SamePlace(a.first, b.first) && SamePlace(a.second, b.second);
  }
  static bool SamePlace(const RaceAccess& a, const RaceAccess& b) {
    return a.site.pc == b.site.pc && a.write == b.write &&
           a.atomic == b.atomic && a.free == b.free;
  }

  RaceRecord races_[kCapacity];
  int size_ = 0;
  std::int64_t sightings_ = 0;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_RACE_RECORD_H_
