// Which of up to 2^24 slots are taken, and the lowest that is not: a tree of
// bits, 64 to a word, in which a full word is a set bit one level up. Both
// questions cost four words, whatever is taken.
//
// Lives in zeroed pages, which must not be moved; 2 MiB of address space, of
// which as much is backed as there are slots in use.

#ifndef RACEKIT_HARNESS_RUNTIME_SLOT_BITS_H_
#define RACEKIT_HARNESS_RUNTIME_SLOT_BITS_H_

#include <bit>
#include <cstddef>
#include <cstdint>

namespace racekit::runtime {

class SlotBits {
 public:
  static constexpr std::uint32_t kSlots = std::uint32_t{1} << 24;

  // Takes the lowest slot below `limit` that is not taken; kSlots if there is
  // none.
  std::uint32_t TakeLowest(std::uint32_t limit) {
    if (~top_ == 0) return kSlots;
    std::uint32_t i = FirstZero(top_);
    i = i * 64 + FirstZero(level2_[i]);
    i = i * 64 + FirstZero(level1_[i]);
    i = i * 64 + FirstZero(level0_[i]);
    if (i >= limit) return kSlots;
    if (Set(level0_, i) && Set(level1_, i / 64) && Set(level2_, i / 4096)) {
      top_ |= std::uint64_t{1} << (i / (64 * 4096));
    }
    return i;
  }

  bool IsTaken(std::uint32_t i) const {
    return (level0_[i / 64] >> (i % 64) & 1) != 0;
  }

  void Release(std::uint32_t i) {
    Clear(level0_, i);
    Clear(level1_, i / 64);
    Clear(level2_, i / 4096);
    top_ &= ~(std::uint64_t{1} << (i / (64 * 4096)));
  }

 private:
  static std::uint32_t FirstZero(std::uint64_t word) {
    return static_cast<std::uint32_t>(std::countr_one(word));
  }
  // True if the word is full now.
  static bool Set(std::uint64_t* words, std::uint32_t i) {
    words[i / 64] |= std::uint64_t{1} << (i % 64);
    return ~words[i / 64] == 0;
  }
  static void Clear(std::uint64_t* words, std::uint32_t i) {
    words[i / 64] &= ~(std::uint64_t{1} << (i % 64));
  }

  std::uint64_t top_;
  std::uint64_t level2_[64];
  std::uint64_t level1_[64 * 64];
  std::uint64_t level0_[64 * 64 * 64];
};

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_SLOT_BITS_H_
