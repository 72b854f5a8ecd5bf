#include "harness/runtime/slot.h"

#include <errno.h>
#include <link.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <initializer_list>
#include <new>

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/crash.h"
#include "harness/runtime/libc_module.h"
#include "harness/runtime/next.h"
#include "harness/runtime/refuse.h"
#include "harness/runtime/region.h"
#include "harness/runtime/thread.h"

namespace racekit::runtime {

RACEKIT_NEXT(pthread_create, int,
             (pthread_t*, const pthread_attr_t*, void* (*)(void*), void*));

namespace {

// Enough for the pthread's own needs, its TLS included; the controlled thread
// has another stack.
constexpr std::size_t kParkedStackBytes = std::size_t{256} << 10;

constexpr std::size_t kPageBytes = 4096;

Slot* slots[kMaxSlots];

// 1 in the process whose slots these are. The kernel clears it in a child, so
// nobody has to ask for the process' number again and again.
int* slots_are_ours = nullptr;

void FutexWait(int* word, int value) {
  RawSyscall(SYS_futex, reinterpret_cast<long>(word), FUTEX_WAIT_PRIVATE, value,
             0);
}

// Called on the parked thread: dlpi_tls_data is the calling thread's.
int CollectTls(dl_phdr_info* info, std::size_t, void* argument) {
  Slot* slot = static_cast<Slot*>(argument);
  // libc keeps a heap cache, locale and more in its TLS: these live on, as they
  // do not belong to the program. Everything else starts anew.
  if (info->dlpi_tls_data == nullptr || BelongsToLibc(info->dlpi_name)) {
    return 0;
  }
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_TLS) continue;
    if (slot->tls_images == kMaxTlsImages) {
      Fatal("more shared libraries with thread_local variables than foreseen");
    }
    slot->tls[slot->tls_images++] = {
        static_cast<char*>(info->dlpi_tls_data),
        reinterpret_cast<const void*>(info->dlpi_addr + header.p_vaddr),
        header.p_filesz, header.p_memsz};
  }
  return 0;
}

void* Parked(void* argument) {
  Slot* slot = static_cast<Slot*>(argument);
  slot->tid = static_cast<int>(RawSyscall(SYS_gettid));
  slot->thread_pointer = ThreadPointer();
  slot->self_variable = &self;
  dl_iterate_phdr(CollectTls, slot);
  UseAlternateStack();
  for (;;) {
    PassBaton(&slot->parked);
    AwaitBaton(&slot->baton);
    if (!slot->abandoned) {
      racekit_switch_stack(&slot->loop_stack, self->stack_pointer);
    }
    slot->abandoned = false;
  }
}

// In place of the stack that the slot has, if it has one.
void MapStack(Slot* slot, std::size_t bytes) {
  if (slot->stack != nullptr) {
    munmap(slot->stack - kGuardBytes, kGuardBytes + slot->stack_bytes);
  }
  char* pages = static_cast<char*>(MapPages(kGuardBytes + bytes));
  if (mprotect(pages, kGuardBytes, PROT_NONE) != 0) {
    Fatal("cannot protect a stack's guard");
  }
  slot->stack = pages + kGuardBytes;
  slot->stack_top = slot->stack + bytes;
  slot->stack_bytes = bytes;
}

// A parked thread must not take the process' signals: handlers run on the
// thread that runs the body. What the processor raises stays unblocked, and so
// does what is sent to one thread on purpose.
void BlockAsynchronousSignals(sigset_t* old) {
  sigset_t set;
  sigfillset(&set);
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS,
                     ProbeSignal()}) {
    sigdelset(&set, signal);
  }
  pthread_sigmask(SIG_SETMASK, &set, old);
}

Slot* CreateSlot(int index) {
  Slot* slot = new (MapPages(sizeof(Slot))) Slot;
  slot->index = index;
  slot->frames = static_cast<std::uint32_t*>(
      MapPages((kMaxDepth + 1) * sizeof(*slot->frames)));
  slot->specific =
      static_cast<void**>(MapPages(kMaxKeys * sizeof(*slot->specific)));
  sigset_t old;
  BlockAsynchronousSignals(&old);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kParkedStackBytes);
  const int error =
      Next_pthread_create()(&slot->pthread, &attributes, &Parked, slot);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (error != 0) Fatal("cannot create a thread: ", strerror(error));
  return slot;
}

// For a few bytes, such as most modules have, a call of memset() would be the
// greater part of the work. And one of no bytes is not free: with AVX-512 it is
// a masked store, which takes the processor hundreds of cycles where the page
// has never been written.
void Clear(char* begin, std::size_t size) {
  constexpr std::size_t kFew = 64;
  if (size > kFew) {
    memset(begin, 0, size);
    return;
  }
  for (; size >= sizeof(long); size -= sizeof(long), begin += sizeof(long)) {
    __builtin_memset(begin, 0, sizeof(long));
    __asm__ volatile("" ::: "memory");  // or the compiler makes it memset()
  }
  for (; size > 0; --size, ++begin) {
    *static_cast<volatile char*>(begin) = 0;
  }
}

void ResetTls(Slot* slot) {
  for (int i = 0; i < slot->tls_images; ++i) {
    const TlsImage& tls = slot->tls[i];
    if (tls.image_size > 0) memcpy(tls.block, tls.image, tls.image_size);
    Clear(tls.block + tls.image_size, tls.block_size - tls.image_size);
  }
}

}  // namespace

constinit thread_local Thread* self __attribute__((tls_model("initial-exec"))) =
    nullptr;

Slot* PrepareSlot(int index, std::size_t stack_bytes) {
  Slot*& slot = slots[index];
  if (slot == nullptr) slot = CreateSlot(index);
  // Still on its way out of the last execution, perhaps.
  while (__atomic_load_n(&slot->parked, __ATOMIC_ACQUIRE) == 0) {
    FutexWait(&slot->parked, 0);
  }
  const std::size_t bytes =
      (stack_bytes + kOwnStackBytes + kPageBytes - 1) & ~(kPageBytes - 1);
  if (slot->stack_bytes != bytes) MapStack(slot, bytes);
  ResetTls(slot);
  if (slot->specific_end > 0) {
    memset(slot->specific, 0, slot->specific_end * sizeof(*slot->specific));
    slot->specific_end = 0;
  }
  return slot;
}

void PassBaton(int* baton) {
  __atomic_store_n(baton, 1, __ATOMIC_RELEASE);
  RawSyscall(SYS_futex, reinterpret_cast<long>(baton), FUTEX_WAKE_PRIVATE, 1);
}

void AwaitBaton(int* baton) {
  while (__atomic_exchange_n(baton, 0, __ATOMIC_ACQUIRE) == 0) {
    FutexWait(baton, 0);
  }
}

void Park(Slot* slot) {
  void* left;
  racekit_switch_stack(&left, slot->loop_stack);
  __builtin_unreachable();
}

void HandOver(Slot* slot) {
  slot->parked = 0;  // until it is back on its own stack
  PassBaton(&slot->baton);
}

void Abandon(Slot* slot) {
  slot->abandoned = true;
  HandOver(slot);
}

void ForgetSlotsAfterFork() {
  if (slots_are_ours == nullptr) {
    void* page = MapPages(kPageBytes);
    if (madvise(page, kPageBytes, MADV_WIPEONFORK) != 0) {
      Fatal("cannot have memory cleared in child processes: ", strerror(errno));
    }
    slots_are_ours = static_cast<int*>(page);
  }
  if (*slots_are_ours != 0) return;
  *slots_are_ours = 1;
  for (Slot*& slot : slots) slot = nullptr;
}

bool IsStackGuard(std::uintptr_t address, int* slot_index) {
  for (const Slot* slot : slots) {
    if (slot == nullptr) continue;
    const auto stack = reinterpret_cast<std::uintptr_t>(slot->stack);
    if (address >= stack - kGuardBytes && address < stack) {
      *slot_index = slot->index;
      return true;
    }
  }
  return false;
}

}  // namespace racekit::runtime
