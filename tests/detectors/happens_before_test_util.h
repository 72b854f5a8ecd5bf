// Executions written by hand, one call an event.

#ifndef RACEKIT_TESTS_DETECTORS_HAPPENS_BEFORE_TEST_UTIL_H_
#define RACEKIT_TESTS_DETECTORS_HAPPENS_BEFORE_TEST_UTIL_H_

#include <cstdint>

#include "detectors/happens_before.h"
#include "gtest/gtest.h"

namespace racekit::detectors {

inline constexpr MemoryOrder kRelaxed = MemoryOrder::kRelaxed;
inline constexpr MemoryOrder kConsume = MemoryOrder::kConsume;
inline constexpr MemoryOrder kAcquire = MemoryOrder::kAcquire;
inline constexpr MemoryOrder kRelease = MemoryOrder::kRelease;
inline constexpr MemoryOrder kAcqRel = MemoryOrder::kAcqRel;
inline constexpr MemoryOrder kSeqCst = MemoryOrder::kSeqCst;

// Addresses of the program's variables.
inline constexpr std::uintptr_t kData = 0x7000'0000'1000;
inline constexpr std::uintptr_t kFlag = 0x7000'0000'2000;
inline constexpr std::uintptr_t kMutex = 0x7000'0000'3000;

class HappensBeforeTest : public testing::Test {
 protected:
  // Threads 1 and 2 exist, created by thread 0, and do not know of each other.
  void SetUp() override {
    hb_.BeginExecution();
    hb_.Create(0, 1);
    hb_.Create(0, 2);
  }

  // The place in the code is that of the n-th access in the test.
  Site Next() { return {++pc_, static_cast<std::uint32_t>(pc_) + 1000}; }

  void Read(ThreadId thread, std::uintptr_t address = kData,
            std::size_t size = 4) {
    hb_.Read(thread, address, size, Next());
  }
  void Write(ThreadId thread, std::uintptr_t address = kData,
             std::size_t size = 4) {
    hb_.Write(thread, address, size, Next());
  }
  void Load(ThreadId thread, MemoryOrder order,
            std::uintptr_t address = kFlag) {
    hb_.AtomicLoad(thread, address, 4, order, Next());
  }
  void Store(ThreadId thread, MemoryOrder order,
             std::uintptr_t address = kFlag) {
    hb_.AtomicStore(thread, address, 4, order, Next());
  }
  void Rmw(ThreadId thread, MemoryOrder order, std::uintptr_t address = kFlag) {
    hb_.AtomicRmw(thread, address, 4, order, Next());
  }

  int races() const { return log_.size(); }

  RaceLog log_;
  HappensBefore hb_{&log_};
  std::uintptr_t pc_ = 0;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_TESTS_DETECTORS_HAPPENS_BEFORE_TEST_UTIL_H_
