#include "harness/cli/program/stop_signal.h"

#include <signal.h>

#include <atomic>

namespace racekit::cli {
namespace {

std::atomic<bool> wanted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set by a handler");

void OnSignal(int) { wanted.store(true); }

}  // namespace

void CatchStopSignals() {
  struct sigaction action = {};
  action.sa_handler = &OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool IsStopWanted() { return wanted.load(); }

}  // namespace racekit::cli
