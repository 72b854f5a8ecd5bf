#include "harness/runtime/access.h"

#include <string.h>

#include "harness/runtime/observe_access.h"
#include "harness/runtime/plain_access.h"
#include "harness/runtime/world.h"

namespace racekit::runtime {

namespace {

std::uint64_t ValueAt(const volatile void* address, std::size_t size) {
  std::uint64_t value = 0;
  memcpy(&value, const_cast<const void*>(address), size < 8 ? size : 8);
  return value;
}

std::uint16_t PointSize(std::size_t size) {
  return static_cast<std::uint16_t>(size < UINT16_MAX ? size : UINT16_MAX);
}

}  // namespace

constinit HotPlaces hot_places;

void VisibleRead(Thread* thread, const volatile void* address,
                 std::size_t size) {
  world.Point(thread, Op::kRead, const_cast<const void*>(address),
              PointSize(size));
  ObserveRead(thread, address, size);
  Learned(thread, address, ValueAt(address, size));
}

void VisibleWrite(Thread* thread, volatile void* address, std::size_t size) {
  world.Point(thread, Op::kWrite, const_cast<const void*>(address),
              PointSize(size));
  ObserveWrite(thread, address, size);
  world.Progress(thread);
}

bool HotPlaces::Search(std::uintptr_t pc, int size) const {
  for (int i = 0; i < size; ++i) {
    if (places_[i] == pc) return true;
  }
  return false;
}

void HotPlaces::Add(std::uintptr_t pc) {
  if (size_ < kCapacity && !Search(pc, size_)) places_[size_++] = pc;
}

bool HotPlaces::ActivateAll() {
  if (active_ == size_) return false;
  for (; active_ < size_; ++active_) {
    const std::uint32_t bit = Hash(places_[active_]);
    filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  return true;
}

void HotPlaces::Clear() {
  memset(filter_, 0, sizeof(filter_));
  size_ = active_ = 0;
}

void Learned(Thread* thread, const volatile void* address,
             std::uint64_t value) {
  // The same read at the same place: the thread goes round in a circle, and to
  // see that twice is enough. Elsewhere it has got somewhere.
  constexpr int kCircle = World::kPatience / 2;
  for (int i = 0; i < thread->known_reads; ++i) {
    Thread::KnownRead& known = thread->known[i];
    if (known.address != address || known.pc != thread->last_pc) continue;
    if (known.value == value) return world.NoProgress(thread, kCircle);
    known.value = value;
    thread->unproductive = 0;
    return;
  }
  thread->known[thread->oldest_known++ % Thread::kKnownReads] = {
      address, thread->last_pc, value};
  if (thread->known_reads < Thread::kKnownReads) ++thread->known_reads;
  thread->unproductive = 0;
}

void Read(const volatile void* address, std::size_t size, std::uintptr_t pc) {
  PlainRead(address, size, pc);
}

void Write(volatile void* address, std::size_t size, std::uintptr_t pc) {
  PlainWrite(address, size, pc);
}

void VolatileRead(const volatile void* address, std::size_t size,
                  std::uintptr_t pc) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  thread->last_pc = pc;
  world.CountAccess();
  VisibleRead(thread, address, size);
}

void VolatileWrite(volatile void* address, std::size_t size,
                   std::uintptr_t pc) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  thread->last_pc = pc;
  world.CountAccess();
  VisibleWrite(thread, address, size);
}

}  // namespace racekit::runtime
