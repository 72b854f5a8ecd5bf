// How many different schedules there were: by a 64-bit hash of each, in a table
// of pages of its own, so that the program's heap knows nothing of it.
//
// Growth: 16 bytes for each different schedule.

#ifndef RACEKIT_HARNESS_EXPLORE_SCHEDULE_SET_H_
#define RACEKIT_HARNESS_EXPLORE_SCHEDULE_SET_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/schedule.h"

namespace racekit::internal {

class ScheduleSet {
 public:
  void Add(const schedule::Schedule& schedule) {
    // 0 is an empty place in the table.
    const std::uint64_t hash = Hash(schedule) | 1;
    if (2 * (size_ + 1) > table_.size()) Grow();
    if (Insert(hash)) ++size_;
  }
  std::int64_t size() const { return static_cast<std::int64_t>(size_); }

 private:
  static std::uint64_t Mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  static std::uint64_t Hash(const schedule::Schedule& schedule) {
    std::uint64_t hash = 0x9e3779b97f4a7c15u;
    for (const schedule::Schedule::Run& run : schedule.runs()) {
      // Threads have 16 bits, choices 40. No two runs do the same to a hash.
      hash ^= run.choices << 16 | static_cast<std::uint64_t>(run.thread);
      hash *= 0xd6e8feb86659fd93u;
      hash ^= hash >> 32;
    }
    return Mix(hash);
  }
  bool Insert(std::uint64_t hash) {
    const std::size_t mask = table_.size() - 1;
    for (std::size_t i = hash >> 1 & mask;; i = (i + 1) & mask) {
      if (table_[i] == hash) return false;
      if (table_[i] != 0) continue;
      table_[i] = hash;
      return true;
    }
  }
  void Grow() {
    arena::PageVector<std::uint64_t> old;
    old.resize(table_.size());
    for (std::size_t i = 0; i < old.size(); ++i) old[i] = table_[i];
    const std::size_t size = table_.empty() ? 512 : 2 * table_.size();
    table_.clear();
    table_.resize(size, 0);
    for (const std::uint64_t hash : old) {
      if (hash != 0) Insert(hash);
    }
  }

  arena::PageVector<std::uint64_t> table_;
  std::size_t size_ = 0;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_SCHEDULE_SET_H_
