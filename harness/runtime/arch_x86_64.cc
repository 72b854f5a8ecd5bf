#include "harness/runtime/arch_x86_64.h"

#include <asm/prctl.h>
#include <sys/auxv.h>
#include <sys/syscall.h>

namespace racekit::runtime {

bool use_wrfsbase = false;

bool HasFsgsbase() {
  constexpr unsigned long kFsgsbase = 1 << 1;  // HWCAP2_FSGSBASE
  return (getauxval(AT_HWCAP2) & kFsgsbase) != 0;
}

void SetThreadPointerBySyscall(std::uintptr_t value) {
  RawSyscall(SYS_arch_prctl, ARCH_SET_FS, static_cast<long>(value));
}

extern "C" void racekit_stack_start();

void* PrepareStack(void* top, void (*entry)()) {
  auto* sp = reinterpret_cast<std::uintptr_t*>(
      reinterpret_cast<std::uintptr_t>(top) & ~std::uintptr_t{15});
  *--sp = 0;
  *--sp = 0;  // the frame above the first: none
  *--sp = reinterpret_cast<std::uintptr_t>(&racekit_stack_start);
  *--sp = 0;                                        // rbp
  *--sp = reinterpret_cast<std::uintptr_t>(entry);  // rbx
  for (int i = 0; i < 4; ++i) *--sp = 0;            // r12 to r15
  *--sp = 0x1f80 | (std::uintptr_t{0x37f} << 32);   // mxcsr, x87 control word
  return sp;
}

__asm__(R"(
.text
.globl racekit_switch_stack
.type racekit_switch_stack, @function
racekit_switch_stack:
  .cfi_startproc
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  subq $8, %rsp
  stmxcsr (%rsp)
  fnstcw 4(%rsp)
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  ldmxcsr (%rsp)
  fldcw 4(%rsp)
  addq $8, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .cfi_endproc
.size racekit_switch_stack, .-racekit_switch_stack

.globl racekit_stack_start
.type racekit_stack_start, @function
racekit_stack_start:
  .cfi_startproc
  .cfi_undefined rip
  xorl %ebp, %ebp
  call *%rbx
  ud2
  .cfi_endproc
.size racekit_stack_start, .-racekit_stack_start
)");

}  // namespace racekit::runtime
