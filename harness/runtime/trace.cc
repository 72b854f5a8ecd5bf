#include "harness/runtime/trace.h"

#include <sys/uio.h>
#include <unistd.h>
#include <unwind.h>

#include "harness/runtime/world.h"

namespace racekit::runtime {

namespace {

// By way of the kernel: the access that is about to happen may be a crash.
bool ReadValue(std::uintptr_t address, std::size_t size, std::uint64_t& value) {
  std::uint64_t bytes = 0;
  iovec to = {&bytes, size};
  iovec from = {reinterpret_cast<void*>(address), size};
  if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) !=
      static_cast<ssize_t>(size)) {
    return false;
  }
  value = bytes;
  return true;
}

// A variable of a function that has returned: whatever lies there now. Once its
// thread is about to end, they all have.
bool IsInLeftFrame(std::uintptr_t address, bool at_exit) {
  constexpr std::uintptr_t kReach = 64 << 10;
  const auto here =
      reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  return address < here ? here - address < kReach
                        : at_exit && address - here < kReach;
}

bool Changes(TraceKind kind) {
  return kind == TraceKind::kWrite || kind == TraceKind::kAtomicStore ||
         kind == TraceKind::kAtomicRmw;
}

// Set by the linker.
extern "C" const char __executable_start[];
extern "C" const char etext[];

bool InProgram(std::uintptr_t pc) {
  return pc >= reinterpret_cast<std::uintptr_t>(__executable_start) &&
         pc < reinterpret_cast<std::uintptr_t>(etext);
}

struct Search {
  std::uintptr_t library = 0;  // where the door was called from
  std::uintptr_t found = 0;
  bool passed = false;
};

_Unwind_Reason_Code SearchCaller(_Unwind_Context* context, void* argument) {
  auto* search = static_cast<Search*>(argument);
  const std::uintptr_t pc = _Unwind_GetIP(context);
  if (pc == search->library) search->passed = true;
  if (!search->passed || !InProgram(pc)) return _URC_NO_REASON;
  search->found = pc;
  return _URC_END_OF_STACK;
}

// A door that a library called (std::thread::join() is one) was called on
// behalf of the program: where.
std::uintptr_t CallerInProgram(std::uintptr_t pc) {
  if (InProgram(pc)) return pc;
  const Unobserved unobserved;
  Search search;
  search.library = pc;
  _Unwind_Backtrace(&SearchCaller, &search);
  return search.found == 0 ? pc : search.found;
}

}  // namespace

constinit Trace trace;
constinit bool tracing = false;

void Trace::Start() { tracing = true; }

void Trace::Stop() { tracing = false; }

void Trace::Begin() {
  events_->clear();
  pending_ = kNothing;
  next_index_ = 0;
}

void Trace::End() { Settle(false); }

// A write is told of before it happens. One thread runs at a time, and nothing
// else can come between, so by the next event it has happened.
void Trace::Settle(bool at_exit) {
  if (pending_ == kNothing) return;
  TraceEvent& write = (*events_)[pending_];
  write.known = !IsInLeftFrame(write.address, at_exit) &&
                ReadValue(write.address, write.size, write.value);
  pending_ = kNothing;
}

TraceEvent* Trace::Add(TraceKind kind, const Thread* thread,
                       const volatile void* address) {
  Settle(kind == TraceKind::kExit);
  if (events_->size() == kCapacity) return nullptr;
  TraceEvent event;
  event.kind = kind;
  event.thread = thread->id;
  event.node = thread->node();
  event.pc = thread->last_pc;
  event.address = reinterpret_cast<std::uintptr_t>(address);
  event.time = world.now();
  events_->push_back(event);
  return &events_->back();
}

void Trace::Access(TraceKind kind, const Thread* thread,
                   const volatile void* address, std::size_t size) {
  TraceEvent* event = Add(kind, thread, address);
  if (event == nullptr) return;
  event->size = static_cast<std::uint32_t>(size);
  if (size > sizeof(event->value)) {
    if (watcher_ != nullptr) LookAt(*event);
    return;
  }
  event->known = ReadValue(event->address, size, event->before);
  event->value = event->before;
  if (event->known && Changes(kind)) pending_ = events_->size() - 1;
  if (watcher_ != nullptr) LookAt(*event);
}

void Trace::Event(TraceKind kind, const Thread* thread,
                  const volatile void* address, const char* what, int other,
                  std::uint64_t value) {
  TraceEvent* event = Add(kind, thread, address);
  if (event == nullptr) return;
  event->pc = CallerInProgram(event->pc);
  event->what = what;
  event->other = kind == TraceKind::kBlock ? world.IdOf(address) : other;
  event->value = value;
  if (watcher_ != nullptr) LookAt(*event);
}

void Trace::LookAt(const TraceEvent& event) {
  if (next_index_ == index_count_) return;
  if (indices_[next_index_] != events_->size() - 1) return;
  ++next_index_;
  const Unobserved unobserved;
  watcher_(event);
}

}  // namespace racekit::runtime
