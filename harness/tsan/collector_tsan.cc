// In the tsan variant: reports, as report_hook.cc kept them, become findings.

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "harness/report/frames.h"
#include "harness/report/text.h"
#include "harness/symbols/symbols.h"
#include "harness/tsan/collector.h"
#include "harness/tsan/raw_report.h"
#include "harness/tsan/runtime_interface.h"

namespace racekit::internal {
namespace {

Stack ToStack(const RawStack& stack) {
  int size = 0;
  while (size < kRawStackDepth && stack.pcs[size] != 0) ++size;
  return Symbolize(stack.pcs, size);
}

// "counter"; empty for an address that is in no global variable.
std::string GlobalName(std::uintptr_t address) {
  char text[4096] = {};
  __sanitizer_symbolize_global(reinterpret_cast<void*>(address), "%g", text,
                               sizeof(text) - 1);
  const std::string name = text;
  return name == "<null>" || name == "??" ? "" : name;
}

struct ReportType {
  std::string_view type;
  FindingKind kind;
  std::string_view message;
};

constexpr ReportType kReportTypes[] = {
    {"data-race", FindingKind::kDataRace, "data race"},
    {"data-race-vptr", FindingKind::kDataRace,
     "data race on a vptr: a virtual call while the object is being built or "
     "destroyed"},
    {"external-race", FindingKind::kDataRace, "race on a library object"},
    {"heap-use-after-free", FindingKind::kUseAfterFree,
     "heap memory used after it was freed"},
    {"heap-use-after-free-vptr", FindingKind::kUseAfterFree,
     "virtual call on a freed object"},
    {"thread-leak", FindingKind::kLeakedThread,
     "thread neither joined nor detached"},
    {"lock-order-inversion", FindingKind::kLockOrder,
     "locks taken in opposite orders: a potential deadlock"},
    {"locked-mutex-destroy", FindingKind::kMutexMisuse,
     "mutex destroyed while locked"},
    {"mutex-double-lock", FindingKind::kMutexMisuse,
     "mutex locked twice by one thread"},
    {"mutex-invalid-access", FindingKind::kMutexMisuse,
     "mutex used before it was made or after it was destroyed"},
    {"mutex-bad-unlock", FindingKind::kMutexMisuse,
     "mutex unlocked by a thread that had not locked it"},
    {"mutex-bad-read-lock", FindingKind::kMutexMisuse,
     "mutex read-locked by a thread that has it write-locked"},
    {"mutex-bad-read-unlock", FindingKind::kMutexMisuse,
     "mutex read-unlocked by a thread that has it write-locked"},
    {"mutex-held-wrong-context", FindingKind::kMutexMisuse,
     "mutex held in the wrong context"},
};

ReportType Classify(std::string_view type) {
  for (const ReportType& known : kReportTypes) {
    if (known.type == type) return known;
  }
  return {type, FindingKind::kOther, type};
}

Location::Kind LocationKind(std::string_view type) {
  if (type == "global") return Location::Kind::kGlobal;
  if (type == "heap") return Location::Kind::kHeap;
  if (type == "stack") return Location::Kind::kStack;
  if (type == "tls") return Location::Kind::kThreadLocal;
  if (type == "fd") return Location::Kind::kFileDescriptor;
  return Location::Kind::kUnknown;
}

AccessKind KindOf(const RawAccess& access) {
  if (access.atomic) {
    return access.write ? AccessKind::kAtomicWrite : AccessKind::kAtomicRead;
  }
  return access.write ? AccessKind::kWrite : AccessKind::kRead;
}

Location ToLocation(const RawReport& raw) {
  Location location;
  if (raw.locations.count == 0) return location;
  // For an address on a thread's stack TSan of g++ 12 adds a second, unnamed
  // location; the first is the right one.
  const RawLocation& from = raw.locations.items[0];
  location.kind = LocationKind(from.type);
  location.address = from.start;
  location.size = from.size;
  location.thread = from.thread;
  location.allocated_at = ToStack(from.stack);
  if (location.kind == Location::Kind::kGlobal) {
    const std::uintptr_t address =
        raw.accesses.count > 0 ? raw.accesses.items[0].address : from.start;
    location.name = GlobalName(address);
  } else if (location.kind == Location::Kind::kFileDescriptor) {
    location.name = absl::StrCat("file descriptor ", from.fd);
  }
  return location;
}

std::string LocationSuffix(const Location& location) {
  return location.name.empty() ? "" : absl::StrCat(" on ", location.name);
}

// The stacks that are no accesses. Those of a lock cycle come in pairs, one
// pair for each mutex: where its successor is taken, where it was itself.
void AddStacks(const RawReport& raw, Finding& finding) {
  const int cycle = raw.mutexes.count;
  const bool in_pairs = finding.kind == FindingKind::kLockOrder && cycle > 0 &&
                        raw.stacks.count == 2 * cycle;
  for (int i = 0; i < raw.stacks.count; ++i) {
    Access access;
    access.stack = ToStack(raw.stacks.items[i]);
    if (in_pairs) {
      const int held = i / 2;
      access.action = i % 2 == 0
                          ? absl::StrFormat("takes M%d while holding M%d",
                                            (held + 1) % cycle, held)
                          : absl::StrFormat("had taken M%d", held);
      if (held < raw.unique_threads.count) {
        access.thread = raw.unique_threads.items[held];
      }
    }
    finding.accesses.push_back(std::move(access));
  }
}

Finding ToFinding(const RawReport& raw) {
  const ReportType type = Classify(raw.type);
  Finding finding;
  finding.kind = type.kind;
  finding.detector = "tsan";
  finding.location = ToLocation(raw);
  finding.message =
      absl::StrCat(absl::string_view(type.message.data(), type.message.size()),
                   LocationSuffix(finding.location));
  for (const RawAccess& from : raw.accesses) {
    Access access;
    access.kind = KindOf(from);
    access.thread = from.thread;
    access.address = from.address;
    access.size = from.size;
    access.stack = ToStack(from.stack);
    finding.accesses.push_back(std::move(access));
  }
  AddStacks(raw, finding);
  for (const RawThread& from : raw.threads) {
    finding.threads.push_back(
        {from.id, from.name, from.parent, ToStack(from.stack)});
  }
  for (int i = 0; i < raw.mutexes.count; ++i) {
    const RawMutex& mutex = raw.mutexes.items[i];
    const std::string name = GlobalName(mutex.address);
    const Stack made_at = ToStack(mutex.stack);
    const Frame* made = FirstUserFrame(made_at);
    finding.notes.push_back(absl::StrCat(
        "mutex M", i, name.empty() ? "" : absl::StrCat(" ", name),
        mutex.destroyed ? ", destroyed since" : "",
        made != nullptr ? absl::StrCat(", first seen at ", ShortSite(*made))
                        : ""));
  }
  finding.fingerprint = Fingerprint(finding);
  return finding;
}

}  // namespace

std::vector<Finding> TakeTsanFindings() {
  static absl::Mutex mutex(absl::kConstInit);
  // Too large for the stack of a thread.
  static RawReport raw;
  absl::MutexLock lock(&mutex);
  std::vector<Finding> findings;
  while (PopRawReport(raw)) findings.push_back(ToFinding(raw));
  if (const std::int64_t dropped = TakeDroppedReports(); dropped > 0) {
    Finding finding;
    finding.detector = "tsan";
    finding.message = absl::StrFormat(
        "%d more ThreadSanitizer reports came faster than they were taken; "
        "RACEKIT_VERBOSE=1 prints each in TSan's own words",
        dropped);
    finding.fingerprint = "tsan-dropped-reports";
    findings.push_back(std::move(finding));
  }
  return findings;
}

void ReportUnclaimedTsanFindings() {
  for (const Finding& finding : TakeTsanFindings()) {
    AddUnclaimedReport();
    std::fputs(FindingToText(finding).c_str(), stderr);
  }
}

namespace {

// Made before most other static objects, so destroyed after them. What comes
// even later stays in the buffer, and makes the process fail.
struct LastCall {
  ~LastCall() { ReportUnclaimedTsanFindings(); }
};
[[maybe_unused]] __attribute__((init_priority(101))) LastCall last_call;

}  // namespace

bool TsanActive() { return true; }

}  // namespace racekit::internal
