#include "harness/stress/crash_handler.h"

#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/contain/exception_text.h"
#include "harness/contain/interrupted_stack.h"
#include "harness/contain/signal_text.h"
#include "harness/process/exit_status.h"
#include "harness/stress/run_control.h"
#include "harness/symbols/symbols.h"

namespace racekit::internal {
namespace {

constexpr int kFatalSignals[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
                                 SIGABRT, SIGTRAP, SIGSYS};

CrashRecord* crash_record = nullptr;
std::atomic_flag crash_recorded = ATOMIC_FLAG_INIT;

void RecordCrash(int signal, siginfo_t* info, void*) {
  // The first thread to crash is the one to tell of.
  if (!crash_recorded.test_and_set()) {
    CrashRecord& record = *crash_record;
    record.thread = RunThreadNumber();
    if (signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
        signal == SIGILL) {
      record.address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    }
    record.frames = InterruptedStack(record.pcs, CrashRecord::kMaxFrames);
    record.signal.store(signal);
  }
  ::signal(signal, SIG_DFL);
  raise(signal);
}

[[noreturn]] void RecordTerminate() {
  const std::string exception = DescribeUncaughtException();
  snprintf(crash_record->exception, sizeof(crash_record->exception), "%s",
           exception.c_str());
  std::abort();
}

}  // namespace

void InstallCrashHandler(CrashRecord* record) {
  crash_record = record;
  PrepareStackWalks();
  static char stack[kCrashStackSize];
  stack_t alternate = {};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof(stack);
  sigaltstack(&alternate, nullptr);
  struct sigaction action = {};
  action.sa_sigaction = RecordCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (const int signal : kFatalSignals) sigaction(signal, &action, nullptr);
  std::set_terminate(RecordTerminate);
}

Finding CrashFinding(const CrashRecord& record, int signal) {
  Finding finding;
  finding.kind = FindingKind::kCrash;
  finding.detector = "stress";
  if (record.exception[0] != '\0') {
    finding.message = absl::StrCat("uncaught exception ", record.exception);
  } else {
    finding.message = SignalText(signal);
    if (record.address != 0) {
      absl::StrAppendFormat(&finding.message, " at address 0x%x",
                            record.address);
    }
  }
  finding.fingerprint = absl::StrCat("crash:", SignalName(signal));
  if (record.signal.load() == 0) return finding;

  if (record.thread >= 0) {
    absl::StrAppend(&finding.message, ", on ",
                    record.thread == 0
                        ? std::string("the body's thread")
                        : absl::StrCat("thread T", record.thread));
  }
  Access access;
  access.thread = record.thread;
  access.address = record.address;
  access.stack = Symbolize(record.pcs, record.frames, Innermost::kInterrupted);
  for (const Frame& frame : access.stack) {
    absl::StrAppend(&finding.fingerprint, ":", frame.function);
  }
  finding.accesses.push_back(std::move(access));
  finding.threads.push_back({record.thread, "", -1, {}});
  return finding;
}

}  // namespace racekit::internal
