#include "harness/explore/outcome_findings.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/explore/crash_finding.h"
#include "harness/explore/library_race.h"
#include "harness/explore/race_names.h"
#include "harness/explore/stack_of.h"
#include "harness/runtime/crash.h"
#include "harness/runtime/observer.h"
#include "harness/runtime/sync_table.h"

namespace racekit::internal {

std::string ThreadName(int id) {
  return id == 0 ? "main" : absl::StrCat("T", id);
}

ThreadInfo DescribeThread(int id) {
  const runtime::Thread& thread = *runtime::world.thread(id);
  ThreadInfo info;
  info.id = id;
  info.name = ThreadName(id);
  if (thread.parent != nullptr) {
    info.parent = thread.parent->id;
    info.created_at = StackOf(thread.created_at, thread.created_pc);
  }
  return info;
}

namespace {

using runtime::Ending;
using runtime::Thread;
using runtime::world;

// Who holds what `thread` waits for, or null.
const Thread* HolderFor(const Thread& thread) {
  const runtime::SyncObject* object = runtime::sync_table.Find(thread.waits_on);
  return object == nullptr ? nullptr : object->owner;
}

// "T1 waits for a mutex at bank.cc:31, which T2 holds".
std::string WaitText(const Thread& thread, const Stack& stack) {
  std::string text = absl::StrCat(ThreadName(thread.id), " waits for ",
                                  thread.waits_for, " at ", Place(stack));
  if (const Thread* holder = HolderFor(thread); holder != nullptr) {
    absl::StrAppend(&text, ", held by ", ThreadName(holder->id));
    if (holder->state == Thread::State::kFinished) {
      absl::StrAppend(&text, ", which has ended");
    }
  }
  return text;
}

// Everybody who waits: each with its place, in order of id.
// With `spinning`, also of those who run, though they get nowhere.
void DescribeWaiters(Finding& finding, bool spinning) {
  std::vector<std::string> waits;
  std::vector<std::string> places;
  for (int id = 0; id < world.thread_count(); ++id) {
    const Thread& thread = *world.thread(id);
    finding.threads.push_back(DescribeThread(id));
    const bool waits_here = thread.state == Thread::State::kWaiting;
    if (!waits_here &&
        (!spinning || thread.state != Thread::State::kRunnable)) {
      continue;
    }
    Access access;
    access.thread = id;
    access.stack = StackOf(thread.node(), thread.last_pc);
    const std::string place = Place(access.stack);
    if (waits_here) {
      access.address = reinterpret_cast<std::uintptr_t>(thread.waits_on);
      waits.push_back(WaitText(thread, access.stack));
      places.push_back(absl::StrCat(thread.waits_for, "@", place));
    } else {
      access.action = "goes round and round";
      waits.push_back(
          absl::StrCat(ThreadName(id), " goes round and round at ", place));
    }
    finding.accesses.push_back(std::move(access));
  }
  if (!waits.empty()) {
    finding.message =
        absl::StrCat(finding.message, ": ", absl::StrJoin(waits, "; "));
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  absl::StrAppend(&finding.fingerprint, ":", absl::StrJoin(places, ","));
}

void Ended(FindingKind kind, const char* name, const char* message,
           bool with_waiters, std::vector<Finding>& findings) {
  Finding finding;
  finding.kind = kind;
  finding.message = message;
  finding.fingerprint = name;
  if (with_waiters) DescribeWaiters(finding, kind == FindingKind::kLivelock);
  findings.push_back(std::move(finding));
}

Finding Outlived(const runtime::Outcome& outcome) {
  Finding finding;
  finding.kind = FindingKind::kLeakedThread;
  Access access;
  access.action = "goes on after the body has returned";
  access.thread = outcome.outlived;
  access.stack = StackOf(outcome.outlived_node, outcome.outlived_pc);
  const std::string place = Place(access.stack);
  finding.message = absl::StrCat(
      ThreadName(outcome.outlived),
      " was still running when the body returned, and went on at ", place,
      ": what it uses may be gone; join it, or wait for what it does last");
  finding.accesses = {std::move(access)};
  finding.threads = {DescribeThread(outcome.outlived)};
  finding.fingerprint = absl::StrCat("outlived:", place);
  return finding;
}

Access ToAccess(const detectors::RaceAccess& from) {
  Access access;
  access.kind =
      from.free ? AccessKind::kFree
      : from.atomic
          ? (from.write ? AccessKind::kAtomicWrite : AccessKind::kAtomicRead)
          : (from.write ? AccessKind::kWrite : AccessKind::kRead);
  access.thread = from.thread;
  access.address = from.address;
  access.size = static_cast<int>(from.size);
  access.stack = StackOf(from.site.stack, from.site.pc);
  return access;
}

std::string AccessText(const Access& access) {
  const bool atomic = access.kind == AccessKind::kAtomicRead ||
                      access.kind == AccessKind::kAtomicWrite;
  const bool write = access.kind == AccessKind::kWrite ||
                     access.kind == AccessKind::kAtomicWrite;
  if (access.kind == AccessKind::kFree) {
    return absl::StrCat(ThreadName(access.thread), " frees the memory at ",
                        Place(access.stack));
  }
  return absl::StrCat(ThreadName(access.thread), atomic ? " atomically" : "",
                      write ? " writes" : " reads", " at ",
                      Place(access.stack));
}

Finding ToFinding(const detectors::RaceRecord& race) {
  Finding finding;
  finding.kind =
      race.ordered ? FindingKind::kUseAfterFree : FindingKind::kDataRace;
  finding.accesses = {ToAccess(race.first), ToAccess(race.second)};
  finding.message =
      absl::StrCat(race.ordered ? "use after free: " : "data race: ",
                   AccessText(finding.accesses[0]), ", then ",
                   AccessText(finding.accesses[1]),
                   race.ordered ? "" : ", and nothing orders the two");
  if (race.ordered) {
    finding.accesses[0].action = "frees";
    finding.accesses[1].action =
        race.second.write ? "then writes" : "then reads";
  }
  for (int id : {race.first.thread, race.second.thread}) {
    finding.threads.push_back(DescribeThread(id));
  }
  finding.location = LocationOf(race);
  if (IsVptr(finding.location)) {
    finding.notes.push_back(
        "it is the pointer by which virtual calls find their function: a "
        "virtual call comes while another thread constructs or destroys the "
        "object");
  }
  // Whichever of the two came first.
  std::string one = Place(finding.accesses[0].stack);
  std::string other = Place(finding.accesses[1].stack);
  if (other < one) std::swap(one, other);
  finding.fingerprint = absl::StrCat(
      race.ordered ? "use-after-free:" : "data-race:", one, ",", other);
  return finding;
}

}  // namespace

void AppendOutcome(const runtime::Outcome& outcome,
                   std::vector<Finding>& findings) {
  const detectors::RaceLog& races = runtime::Races();
  for (int i = 0; i < races.size(); ++i) {
    Finding race = ToFinding(races[i]);
    if (!IsRaceOfTheLibrary(race)) findings.push_back(std::move(race));
  }
  switch (outcome.ending) {
    case Ending::kFinished:
      if (outcome.outlived >= 0) findings.push_back(Outlived(outcome));
      return;
    case Ending::kDeadlock:
      return Ended(FindingKind::kDeadlock, "deadlock",
                   "deadlock, nobody can run", true, findings);
    case Ending::kLeaked:
      return Ended(FindingKind::kLeakedThread, "leaked-thread",
                   "the body returned, but not all its threads can end", true,
                   findings);
    case Ending::kLivelock:
      return Ended(FindingKind::kLivelock, "livelock",
                   "livelock: every thread that can run reads the same values "
                   "again and again, and nobody changes them",
                   true, findings);
    case Ending::kStepLimit:
      return Ended(FindingKind::kStepLimit, "step-limit",
                   "the execution did not end within its limit of scheduling "
                   "points (max_steps)",
                   true, findings);
    case Ending::kCrashed: {
      Finding finding = CrashFinding(*runtime::crash_record);
      for (ThreadInfo& thread : finding.threads) {
        thread = DescribeThread(thread.id);
      }
      findings.push_back(std::move(finding));
      return;
    }
    case Ending::kRefused: {
      Finding finding;
      finding.kind = FindingKind::kUnsupported;
      finding.message =
          absl::StrCat("not supported under explore: ", outcome.refusal);
      finding.fingerprint = absl::StrCat("unsupported:", outcome.refusal);
      findings.push_back(std::move(finding));
      return;
    }
  }
}

Finding NothingControlled() {
  Finding finding;
  finding.kind = FindingKind::kNothingControlled;
  finding.message =
      "the body created no thread, so no race could have shown; "
      "racekit::AllowNoThreads() says that this is meant";
  finding.detector = "explore";
  finding.fingerprint = "nothing-controlled";
  return finding;
}

}  // namespace racekit::internal
