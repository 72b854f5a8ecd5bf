// syscall(2) as the code under test calls it: futex operations are points.
//
// That is how std::atomic::wait, semaphores, latches, barriers, std::future and
// absl::Mutex block and wake. libc's own locks do not come this way.

#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/stress/next_definition.h"
#include "harness/stress/run_control.h"

RACEKIT_NEXT(syscall, long, (long, ...));

extern "C" long syscall(long number, ...) noexcept {
  using ::racekit::internal::AtPoint;
  using ::racekit::internal::PointKind;
  va_list list;
  va_start(list, number);
  long a[6];
  // No system call has more than six arguments; to read too many is harmless
  // where arguments are passed in registers.
  for (long& argument : a) argument = va_arg(list, long);
  va_end(list);
  if (number == SYS_futex) {
    switch (a[1] & FUTEX_CMD_MASK) {
      case FUTEX_WAIT:
      case FUTEX_WAIT_BITSET:
        AtPoint(PointKind::kWait);
        break;
      case FUTEX_WAKE:
      case FUTEX_WAKE_BITSET:
      case FUTEX_WAKE_OP:
        AtPoint(PointKind::kNotify);
        break;
      default:
        break;
    }
  }
  return Next_syscall()(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
