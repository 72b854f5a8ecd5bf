#include "harness/runtime/crash.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "harness/contain/interrupted_stack.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/libc_module.h"
#include "harness/runtime/region.h"
#include "harness/runtime/slot.h"
#include "harness/runtime/world.h"

namespace racekit::runtime {

namespace {

constexpr int kFatalSignals[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
                                 SIGTRAP, SIGABRT, SIGSYS};
constexpr int kFatalSignalCount = sizeof(kFatalSignals) / sizeof(int);
constexpr std::size_t kAlternateStackBytes = std::size_t{64} << 10;

CrashRecord own_record;

struct sigaction before[kFatalSignalCount];
stack_t stack_before;
// A handler is at work: a signal now is one of its own.
bool handling = false;

// Where libc's code is: who crashes there may hold one of its locks.
struct Range {
  std::uintptr_t begin;
  std::uintptr_t end;
};
constexpr int kMaxRanges = 8;
Range libc_code[kMaxRanges];
int libc_code_count = 0;

int FindLibcCode(dl_phdr_info* info, std::size_t, void*) {
  if (!BelongsToLibc(info->dlpi_name)) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
    if (libc_code_count == kMaxRanges) return 1;
    const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    libc_code[libc_code_count++] = {begin, begin + header.p_memsz};
  }
  return 0;
}

bool InLibc(std::uintptr_t pc) {
  for (int i = 0; i < libc_code_count; ++i) {
    if (pc >= libc_code[i].begin && pc < libc_code[i].end) return true;
  }
  return false;
}

void SetText(const char* text) {
  strncpy(crash_record->text, text, CrashRecord::kMaxText - 1);
}

// What libc said before it aborted ("free(): invalid pointer"). It keeps the
// words for debuggers.
struct AbortMessage {
  unsigned size;
  char text[];
};
AbortMessage** abort_message = nullptr;

void Begin(CrashKind kind, const Thread* thread) {
  CrashRecord& record = *crash_record;
  record.frames = 0;
  record.text[0] = '\0';
  record.has_address = record.stack_overflow = false;
  record.address = 0;
  record.signal = record.status = 0;
  record.thread = thread != nullptr ? thread->id : -1;
  record.kind = kind;
}

// The stack of what was interrupted; where `caller` is given, from there on.
void AddFrames(std::uintptr_t caller) {
  // The unwinder takes locks, which is no doing of the program's.
  const Unobserved unobserved;
  CrashRecord& record = *crash_record;
  int frames = internal::InterruptedStack(record.pcs, CrashRecord::kMaxFrames);
  int first = 0;
  while (caller != 0 && first < frames && record.pcs[first] != caller) ++first;
  if (first == frames) first = 0;
  for (int i = first; i < frames; ++i) record.pcs[i - first] = record.pcs[i];
  frames -= first;
  record.interrupted = caller == 0;
  record.frames = frames;
}

// Lets the signal do what it would have done without us.
void TakeItsCourse(int signal) {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  RawSyscall(SYS_tgkill, RawSyscall(SYS_getpid), RawSyscall(SYS_gettid),
             signal);
}

void OnFatalSignal(int signal, siginfo_t* info, void* context) {
  if (handling) return TakeItsCourse(signal);
  handling = true;
  Thread* thread = self;
  const std::uintptr_t pc = static_cast<std::uintptr_t>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
  CrashRecord& record = *crash_record;
  Begin(signal == SIGABRT ? CrashKind::kAbort : CrashKind::kSignal, thread);
  record.signal = signal;
  if (info->si_code > 0 && (signal == SIGSEGV || signal == SIGBUS)) {
    // The kernel does not know the address if no address can be like that.
    record.has_address = info->si_code != SI_KERNEL;
    record.address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    int slot;
    record.stack_overflow = IsStackGuard(record.address, &slot);
  }
  if (signal == SIGABRT && abort_message != nullptr &&
      *abort_message != nullptr) {
    SetText((*abort_message)->text);
  }
  AddFrames(0);
  const bool survivable = thread != nullptr && world.active() && !InLibc(pc);
  handling = false;
  if (!survivable) return TakeItsCourse(signal);
  world.End(thread, Ending::kCrashed);
}

std::int64_t* probed_steps = nullptr;

void OnProbe(int signal) {
  Thread* thread = self;
  if (thread == nullptr) {
    // With real threads the one that spins is another.
    const Thread* running = world.active() ? world.running() : nullptr;
    if (running != nullptr) {
      RawSyscall(SYS_tgkill, RawSyscall(SYS_getpid), running->slot->tid,
                 signal);
      return;
    }
  }
  *probed_steps = world.steps();
  Begin(CrashKind::kHang, thread);
  AddFrames(0);
}

}  // namespace

CrashRecord* crash_record = &own_record;

void UseAlternateStack() {
  stack_t stack = {};
  stack.ss_sp = MapPages(kAlternateStackBytes);
  stack.ss_size = kAlternateStackBytes;
  sigaltstack(&stack, nullptr);
}

void ContainCrashes() {
  internal::PrepareStackWalks();
  libc_code_count = 0;
  dl_iterate_phdr(FindLibcCode, nullptr);
  abort_message = static_cast<AbortMessage**>(
      dlvsym(RTLD_DEFAULT, "__abort_msg", "GLIBC_PRIVATE"));
  static void* const stack_pages = MapPages(kAlternateStackBytes);
  stack_t stack = {};
  stack.ss_sp = stack_pages;
  stack.ss_size = kAlternateStackBytes;
  sigaltstack(&stack, &stack_before);
  struct sigaction action = {};
  action.sa_sigaction = OnFatalSignal;
  // Nobody returns from the handler, so nothing may stay blocked.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < kFatalSignalCount; ++i) {
    sigaction(kFatalSignals[i], &action, &before[i]);
  }
}

void ReleaseCrashes() {
  for (int i = 0; i < kFatalSignalCount; ++i) {
    sigaction(kFatalSignals[i], &before[i], nullptr);
  }
  sigaltstack(&stack_before, nullptr);
}

void Crash(CrashKind kind, std::uintptr_t caller, const char* text,
           int status) {
  Thread* thread = self;
  Begin(kind, thread);
  crash_record->status = status;
  SetText(text);
  if (caller != 0) AddFrames(caller);
  world.End(thread, Ending::kCrashed);
}

// Of those that programs do not use and the kernel knows no meaning for.
int ProbeSignal() { return SIGRTMAX - 3; }

void AnswerProbes(std::int64_t* steps) {
  internal::PrepareStackWalks();
  probed_steps = steps;
  struct sigaction action = {};
  action.sa_handler = OnProbe;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(ProbeSignal(), &action, nullptr);
}

}  // namespace racekit::runtime
