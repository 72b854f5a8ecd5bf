// Things done before their time: heap memory that a thread reads before
// anything was written there since it was allocated, and that another thread
// writes afterwards. Whoever reads came before whoever prepares: used before
// initialised. A lock around both makes it no data race, and no better.
//
// Bytes are told apart. Reading what nobody ever writes is not looked at: that
// is no matter of order.
//
// A suspicion: what prepared the memory may not have been compiled for racekit,
// and a structure may be copied as a whole that is filled in part.
//
// Cost: a few comparisons for each access to a heap block, and a store for each
// 8 bytes that are allocated. Memory: 56 bytes for each 8 bytes of a block's
// first kMostWatched.

#ifndef RACEKIT_DETECTORS_ORDER_VIOLATION_H_
#define RACEKIT_DETECTORS_ORDER_VIOLATION_H_

#include <cstddef>
#include <cstdint>

#include "detectors/detector.h"
#include "detectors/event.h"
#include "detectors/granule_table.h"
#include "detectors/problem.h"
#include "harness/arena/arena.h"

namespace racekit::detectors {

class OrderViolation final : public Detector {
 public:
  static constexpr std::size_t kMostWatched = std::size_t{64} << 10;

  // `sink` must outlive this.
  constexpr explicit OrderViolation(ProblemSink* sink) : sink_(sink) {}

  const char* name() const override { return "order-violation"; }
  std::uint32_t interests() const override {
    return kPlainAccesses | kAtomics | kMemory;
  }
  bool looks_closely() const override { return true; }
  void BeginExecution() override;
  void OnEvent(const Event& event) override;

 private:
  // Somebody read bytes of a granule too early.
  struct EarlyRead {
    Event event;
    std::uint8_t bytes;
    EarlyRead* next;
  };
  struct Granule {
    std::uint8_t empty;  // bytes that were allocated, and not written since
    EarlyRead* reads;
  };

  void Read(const Event& event);
  void Write(const Event& event);
  void Report(const Event& read, const Event& write);

  ProblemSink* const sink_;
  arena::Arena arena_;
  GranuleTable<Granule> granules_;
  Problem problem_;  // too large for a thread's stack
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_ORDER_VIOLATION_H_
