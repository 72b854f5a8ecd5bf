#include "detectors/order_violation.h"

#include "detectors/access_kind.h"

namespace racekit::detectors {

void OrderViolation::BeginExecution() {
  arena_.Reset();
  granules_.BeginExecution();
}

void OrderViolation::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kAllocate:
      return ForEachGranule(
          event.address, event.size < kMostWatched ? event.size : kMostWatched,
          [&](std::uintptr_t at, std::uint8_t bytes) {
            granules_.Get(at) = {bytes, nullptr};
          });
    case EventKind::kFree:
      return granules_.ForEach(
          event.address, event.size,
          [](Granule& granule, std::uint8_t) { granule = {}; });
    default:
      if (Reads(event.kind)) Read(event);
      if (Writes(event.kind)) Write(event);
  }
}

void OrderViolation::Read(const Event& event) {
  ForEachGranule(
      event.address, event.size, [&](std::uintptr_t at, std::uint8_t bytes) {
        Granule* granule = granules_.Find(at);
        if (granule == nullptr || (granule->empty & bytes) == 0) return;
        for (const EarlyRead* read = granule->reads; read != nullptr;
             read = read->next) {
          if (read->event.thread == event.thread &&
              (bytes & ~read->bytes) == 0) {
            return;
          }
        }
        auto* read = arena_.New<EarlyRead>();
        read->event = event;
        read->bytes = static_cast<std::uint8_t>(granule->empty & bytes);
        read->next = granule->reads;
        granule->reads = read;
      });
}

void OrderViolation::Write(const Event& event) {
  ForEachGranule(event.address, event.size,
                 [&](std::uintptr_t at, std::uint8_t bytes) {
                   Granule* granule = granules_.Find(at);
                   if (granule == nullptr || (granule->empty & bytes) == 0)
                     return;
                   for (const EarlyRead* read = granule->reads; read != nullptr;
                        read = read->next) {
                     if (read->event.thread != event.thread &&
                         (read->bytes & granule->empty & bytes) != 0) {
                       Report(read->event, event);
                     }
                   }
                   granule->empty &= static_cast<std::uint8_t>(~bytes);
                   if (granule->empty == 0) granule->reads = nullptr;
                 });
}

void OrderViolation::Report(const Event& read, const Event& write) {
  problem_ = {};
  problem_.kind = FindingKind::kOrderViolation;
  problem_.detector = name();
  problem_.suspicion = true;  // nobody knows what code unseen has written
  problem_.what =
      "memory is read before anything was written there, and another thread "
      "writes it afterwards";
  problem_.address = read.address;
  problem_.Add("reads too early", read);
  problem_.Add("then writes", write);
  sink_->OnProblem(problem_);
}

}  // namespace racekit::detectors
