// Slots: what a controlled thread borrows. Each is a parked pthread, whose
// control block and TLS the thread runs with, and a stack of our own with a
// guard page. Slots are kept for the whole process and used again in the next
// execution, with their TLS as at the thread's start.

#ifndef RACEKIT_HARNESS_RUNTIME_SLOT_H_
#define RACEKIT_HARNESS_RUNTIME_SLOT_H_

#include <pthread.h>

#include <cstddef>
#include <cstdint>

namespace racekit::runtime {

struct Thread;

// One module's thread-local variables, in one slot.
struct TlsImage {
  char* block;        // the slot's own
  const void* image;  // initial values, in the module
  std::size_t image_size;
  std::size_t block_size;  // the rest is zero
};

inline constexpr int kMaxTlsImages = 32;
// Of a stack: what threads get that ask for nothing, and what they may ask for.
inline constexpr std::size_t kStackBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxStackBytes = std::size_t{1} << 30;
// On top of that, for what the controlled world itself does there.
inline constexpr std::size_t kOwnStackBytes = std::size_t{64} << 10;
inline constexpr std::size_t kGuardBytes = std::size_t{64} << 10;
inline constexpr int kMaxSlots = 4096;
inline constexpr int kMaxDepth = 1 << 16;  // of calls
inline constexpr int kMaxKeys = 1024;      // PTHREAD_KEYS_MAX of glibc

struct Slot {
  int index = 0;
  pthread_t pthread = 0;
  int tid = 0;
  std::uintptr_t thread_pointer = 0;
  Thread** self_variable = nullptr;  // its `self` (thread.h)
  char* stack = nullptr;             // lowest usable address
  char* stack_top = nullptr;
  std::size_t stack_bytes = 0;  // between the two, kOwnStackBytes included
  int tls_images = 0;
  TlsImage tls[kMaxTlsImages];

  std::uint32_t* frames = nullptr;  // Thread::frames, kMaxDepth + 1 of them
  void** specific = nullptr;        // pthread_setspecific(), kMaxKeys values
  int specific_end = 0;             // one past the last that may be set

  // Real-thread mode: the pthread runs the controlled thread whenever the baton
  // (1) is here, else it sleeps on this word. Fiber mode: it sleeps for good.
  int baton = 0;
  int parked = 0;              // the pthread is on its own stack
  bool abandoned = false;      // leave the controlled thread's stack for good
  void* loop_stack = nullptr;  // the pthread's own stack, while on the other
};

// Slot number `index`, ready for a new thread: TLS as at a thread's start,
// `self` null, `stack_bytes` of stack for the program, at most kMaxStackBytes.
// A slot whose last thread had another size gets a new stack.
Slot* PrepareSlot(int index, std::size_t stack_bytes);

// Wakes whoever awaits the baton; sleeps until it comes.
void PassBaton(int* baton);
void AwaitBaton(int* baton);

// Real-thread mode: lets the slot's pthread run.
void HandOver(Slot* slot);
// The same, on the slot's pthread: back to its own stack, for good.
[[noreturn]] void Park(Slot* slot);
// From another thread: makes it do so where it stands.
void Abandon(Slot* slot);

// Slots of a parent process are not ours: forgets them if we are a child.
void ForgetSlotsAfterFork();

// True if `address` is in the guard of a slot's stack; says whose.
bool IsStackGuard(std::uintptr_t address, int* slot_index);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_SLOT_H_
