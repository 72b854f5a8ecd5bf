#include "harness/explore/library_race.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace racekit::internal {
namespace {

// Inside a member of libstdc++'s _Sp_atomic whose name ends in `member`.
bool IsInSpAtomic(const Stack& stack, absl::string_view member) {
  return std::any_of(stack.begin(), stack.end(), [&](const Frame& frame) {
    return absl::EndsWith(frame.file, "/bits/shared_ptr_atomic.h") &&
           absl::StrContains(frame.function, "_Sp_atomic<") &&
           absl::StrContains(frame.function, member);
  });
}

// std::atomic<std::shared_ptr>::load() of libstdc++ 12 and 13 copies the
// pointer under a lock in the lowest bit of a word, and unlocks with
// memory_order_relaxed: the next to lock and write is not ordered after it.
// Right for every processor that there is, a data race in the standard's words.
bool IsLoadOfAtomicSharedPtr(const Finding& race) {
  const Stack& first = race.accesses[0].stack;
  const Stack& second = race.accesses[1].stack;
  return IsInSpAtomic(first, "::load(") &&
         (IsInSpAtomic(second, "::swap(") ||
          IsInSpAtomic(second, "::compare_exchange_strong("));
}

bool IsInAbslSynchronization(const Stack& stack) {
  return std::any_of(stack.begin(), stack.end(), [](const Frame& frame) {
    return absl::StartsWith(frame.function, "absl::") &&
           absl::StrContains(frame.function, "synchronization_internal::");
  });
}

// absl::Mutex says what it orders (__tsan_mutex_*) and hides how. What it lets
// be seen of its inside, the identity of a thread and the semaphore that wakes
// it, then seems unordered. No code of a user's runs beneath these frames.
bool IsIdentityOfAbslThread(const Finding& race) {
  return IsInAbslSynchronization(race.accesses[0].stack) &&
         IsInAbslSynchronization(race.accesses[1].stack);
}

}  // namespace

bool IsRaceOfTheLibrary(const Finding& race) {
  return race.accesses.size() == 2 &&
         (IsLoadOfAtomicSharedPtr(race) || IsIdentityOfAbslThread(race));
}

}  // namespace racekit::internal
