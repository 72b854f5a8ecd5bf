#include "harness/stress/self_check.h"

#include <mutex>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "harness/stress/run_control.h"

namespace racekit::internal {
namespace {

RunCounts CountsOf(void (*body)()) {
  RunConfig config;
  config.inject = false;
  BeginRun(config);
  body();
  return EndRun(/*grace_ns=*/1'000'000'000);
}

bool LocksAreSeen(const RunCounts& counts) {
  return counts.points[static_cast<int>(PointKind::kLock)] == 1 &&
         counts.points[static_cast<int>(PointKind::kUnlock)] == 1;
}

}  // namespace

std::string InstrumentsError() {
  std::vector<std::string> unseen;
  if (CountsOf([] { std::thread([] {}).join(); }).threads_created != 1) {
    unseen.push_back("std::thread");
  }
  if (!LocksAreSeen(CountsOf([] {
        std::mutex mutex;
        std::lock_guard<std::mutex> lock(mutex);
      }))) {
    unseen.push_back("std::mutex");
  }
  if (!LocksAreSeen(CountsOf([] {
        absl::Mutex mutex;
        absl::MutexLock lock(&mutex);
      }))) {
    unseen.push_back("absl::Mutex");
  }
  if (unseen.empty()) return "";
  return absl::StrCat(
      "its instruments do not work in this binary: it does not see what ",
      absl::StrJoin(unseen, ", "),
      " do. Link libc and libstdc++ dynamically, and look for another library "
      "that defines pthread functions (docs/stress.md, \"When racekit sees "
      "nothing\")");
}

}  // namespace racekit::internal
