#include "harness/process/exit_status.h"

#include <signal.h>
#include <sys/wait.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace racekit {
namespace {

struct NamedSignal {
  int number;
  const char* name;
};

// A table of our own: sigabbrev_np() is younger than the C library of some
// systems we build on.
constexpr NamedSignal kSignals[] = {
    {SIGABRT, "SIGABRT"},     {SIGALRM, "SIGALRM"},     {SIGBUS, "SIGBUS"},
    {SIGCHLD, "SIGCHLD"},     {SIGCONT, "SIGCONT"},     {SIGFPE, "SIGFPE"},
    {SIGHUP, "SIGHUP"},       {SIGILL, "SIGILL"},       {SIGINT, "SIGINT"},
    {SIGKILL, "SIGKILL"},     {SIGPOLL, "SIGPOLL"},     {SIGPWR, "SIGPWR"},
    {SIGSTKFLT, "SIGSTKFLT"}, {SIGPIPE, "SIGPIPE"},     {SIGPROF, "SIGPROF"},
    {SIGQUIT, "SIGQUIT"},     {SIGSEGV, "SIGSEGV"},     {SIGSTOP, "SIGSTOP"},
    {SIGSYS, "SIGSYS"},       {SIGTERM, "SIGTERM"},     {SIGTRAP, "SIGTRAP"},
    {SIGTSTP, "SIGTSTP"},     {SIGTTIN, "SIGTTIN"},     {SIGTTOU, "SIGTTOU"},
    {SIGURG, "SIGURG"},       {SIGUSR1, "SIGUSR1"},     {SIGUSR2, "SIGUSR2"},
    {SIGXCPU, "SIGXCPU"},     {SIGVTALRM, "SIGVTALRM"}, {SIGXFSZ, "SIGXFSZ"},
    {SIGWINCH, "SIGWINCH"},
};

}  // namespace

ExitStatus ExitStatus::FromWaitStatus(int wait_status) {
  ExitStatus status;
  if (WIFSIGNALED(wait_status)) {
    status.signal = WTERMSIG(wait_status);
    status.core_dumped = WCOREDUMP(wait_status);
  } else {
    status.code = WEXITSTATUS(wait_status);
  }
  return status;
}

std::string ExitStatus::ToString() const {
  if (signal == 0) return absl::StrCat("exit code ", code);
  return absl::StrCat("killed by ", SignalName(signal),
                      core_dumped ? " (core dumped)" : "");
}

std::string SignalName(int signal) {
  for (const NamedSignal& known : kSignals) {
    if (known.number == signal) return known.name;
  }
  return absl::StrCat("signal ", signal);
}

}  // namespace racekit
