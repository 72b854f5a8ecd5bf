#include "harness/runtime/trace.h"

#include <string.h>

#include "harness/runtime/world.h"

namespace racekit::runtime {

namespace {

std::uint64_t ValueAt(std::uintptr_t address, std::size_t size) {
  std::uint64_t value = 0;
  memcpy(&value, reinterpret_cast<const void*>(address), size);
  return value;
}

bool Changes(TraceKind kind) {
  return kind == TraceKind::kWrite || kind == TraceKind::kAtomicStore ||
         kind == TraceKind::kAtomicRmw;
}

}  // namespace

constinit Trace trace;
constinit bool tracing = false;

void Trace::Start() { tracing = true; }

void Trace::Stop() { tracing = false; }

void Trace::Begin() {
  events_.clear();
  pending_ = kNothing;
}

void Trace::End() { Settle(); }

// A write is told of before it happens. One thread runs at a time, and nothing
// else can come between, so by the next event it has happened.
void Trace::Settle() {
  if (pending_ == kNothing) return;
  TraceEvent& write = events_[pending_];
  write.value = ValueAt(write.address, write.size);
  pending_ = kNothing;
}

TraceEvent* Trace::Add(TraceKind kind, const Thread* thread,
                       const volatile void* address) {
  Settle();
  if (events_.size() == kCapacity) return nullptr;
  TraceEvent event;
  event.kind = kind;
  event.thread = thread->id;
  event.node = thread->node();
  event.pc = thread->last_pc;
  event.address = reinterpret_cast<std::uintptr_t>(address);
  event.time = world.now();
  events_.push_back(event);
  return &events_.back();
}

void Trace::Access(TraceKind kind, const Thread* thread,
                   const volatile void* address, std::size_t size) {
  TraceEvent* event = Add(kind, thread, address);
  if (event == nullptr) return;
  event->size = static_cast<std::uint32_t>(size);
  if (size > sizeof(event->value)) return;
  event->known = true;
  event->before = event->value = ValueAt(event->address, size);
  if (Changes(kind)) pending_ = events_.size() - 1;
}

void Trace::Event(TraceKind kind, const Thread* thread,
                  const volatile void* address, const char* what, int other,
                  std::uint64_t value) {
  TraceEvent* event = Add(kind, thread, address);
  if (event == nullptr) return;
  event->what = what;
  event->other = other;
  event->value = value;
}

}  // namespace racekit::runtime
