// What the controlled world needs of the processor and of the kernel: a switch
// of stacks, the thread pointer, system calls that nobody intercepts. All that
// is particular to x86-64 Linux is here and in arch_x86_64.cc.

#ifndef RACEKIT_HARNESS_RUNTIME_ARCH_X86_64_H_
#define RACEKIT_HARNESS_RUNTIME_ARCH_X86_64_H_

#include <cstddef>
#include <cstdint>

namespace racekit::runtime {

// Saves the callee-saved registers and the floating-point control words on the
// current stack, stores its top in *save, and goes on where `load` was saved.
extern "C" void racekit_switch_stack(void** save, void* load);

// A stack which, when switched to, calls `entry`; that must not return.
// `top` is the end of the memory.
void* PrepareStack(void* top, void (*entry)());

// The fs base: where the thread's control block and its TLS are.
inline std::uintptr_t ThreadPointer() {
  std::uintptr_t value;
  // glibc keeps the block's own address in its first word.
  __asm__ volatile("movq %%fs:0, %0" : "=r"(value));
  return value;
}

// True where user space may write the fs base itself (AT_HWCAP2 says so).
bool HasFsgsbase();

void SetThreadPointerBySyscall(std::uintptr_t value);

extern bool use_wrfsbase;  // set before the first switch
inline void SetThreadPointer(std::uintptr_t value) {
  if (use_wrfsbase) {
    __asm__ volatile("wrfsbase %0" : : "r"(value) : "memory");
  } else {
    SetThreadPointerBySyscall(value);
  }
}

// racekit_switch_stack() where it stands: a call, whose return the processor
// would predict from the other stack's calls, is more than half the price. The
// two are interchangeable: either goes on where the other left off.
//
// The floating-point control words are loaded only where they differ, which is
// to say almost never.
[[gnu::always_inline]] inline void SwitchStack(void** save, void* load) {
  __asm__ volatile(
      "leaq -128(%%rsp), %%rsp\n\t"  // past what a leaf function may keep there
      "leaq 2f(%%rip), %%rax\n\t"
      "pushq %%rax\n\t"
      "pushq %%rbp\n\t"
      "pushq %%rbx\n\t"
      "pushq %%r12\n\t"
      "pushq %%r13\n\t"
      "pushq %%r14\n\t"
      "pushq %%r15\n\t"
      "subq $8, %%rsp\n\t"
      "stmxcsr (%%rsp)\n\t"
      "fnstcw 4(%%rsp)\n\t"
      "movzwl 4(%%rsp), %%eax\n\t"
      "movl (%%rsp), %%ecx\n\t"
      "movq %%rsp, (%0)\n\t"
      "movq %1, %%rsp\n\t"
      "cmpl (%%rsp), %%ecx\n\t"
      "jne 1f\n\t"
      "cmpw 4(%%rsp), %%ax\n\t"
      "je 3f\n"
      "1:\n\t"
      "ldmxcsr (%%rsp)\n\t"
      "fldcw 4(%%rsp)\n"
      "3:\n\t"
      "addq $8, %%rsp\n\t"
      "popq %%r15\n\t"
      "popq %%r14\n\t"
      "popq %%r13\n\t"
      "popq %%r12\n\t"
      "popq %%rbx\n\t"
      "popq %%rbp\n\t"
      "popq %%rcx\n\t"
      "jmpq *%%rcx\n"
      "2:\n\t"
      "leaq 128(%%rsp), %%rsp"
      : "+D"(save), "+S"(load)
      :
      : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2",
        "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory", "cc");
}

// Leaves errno alone; answers -errno on failure.
inline long RawSyscall(long number, long a = 0, long b = 0, long c = 0,
                       long d = 0, long e = 0, long f = 0) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
                     "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_ARCH_X86_64_H_
