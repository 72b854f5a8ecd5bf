#include "harness/stress/crash_handler.h"

#include <cxxabi.h>
#include <signal.h>
#include <string.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <typeinfo>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/stress/interrupted_stack.h"
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
  if (std::current_exception() != nullptr) {
    try {
      std::rethrow_exception(std::current_exception());
    } catch (...) {
      const std::string description = DescribeCurrentException();
      snprintf(crash_record->exception, sizeof(crash_record->exception), "%s",
               description.c_str());
    }
  }
  std::abort();
}

}  // namespace

std::string DescribeCurrentException() {
  std::string type = "an exception";
  if (const std::type_info* info = abi::__cxa_current_exception_type()) {
    int status = 0;
    char* name = abi::__cxa_demangle(info->name(), nullptr, nullptr, &status);
    type = name != nullptr ? name : info->name();
    free(name);
  }
  try {
    throw;
  } catch (const std::exception& e) {
    return absl::StrCat(type, ": ", e.what());
  } catch (...) {
    return type;
  }
}

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
  const char* name = sigabbrev_np(signal);
  const std::string signal_name = name != nullptr
                                      ? absl::StrCat("SIG", name)
                                      : absl::StrCat("signal ", signal);
  const char* description = sigdescr_np(signal);
  if (record.exception[0] != '\0') {
    finding.message = absl::StrCat("uncaught exception ", record.exception);
  } else {
    finding.message =
        absl::StrCat(signal_name, " (",
                     description != nullptr ? description : "unknown", ")");
    if (record.address != 0) {
      absl::StrAppendFormat(&finding.message, " at address 0x%x",
                            record.address);
    }
  }
  finding.fingerprint = absl::StrCat("crash:", signal_name);
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
