#include "harness/explore/death.h"

#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "harness/contain/signal_text.h"
#include "harness/explore/crash_finding.h"
#include "harness/process/exit_status.h"
#include "harness/schedule/schedule.h"

namespace racekit::internal {
namespace {

using runtime::CrashKind;

// Between one probe and the next; also the time a child has to answer one.
constexpr absl::Duration kProbeEvery = absl::Milliseconds(200);

Finding Plain(FindingKind kind, std::string message, std::string fingerprint) {
  Finding finding;
  finding.kind = kind;
  finding.message = std::move(message);
  finding.fingerprint = std::move(fingerprint);
  return finding;
}

Finding HangFinding(const Trail& trail, absl::Duration timeout) {
  const std::string words =
      absl::StrCat("the execution has no scheduling point for ",
                   absl::FormatDuration(timeout));
  if (trail.crash.kind != CrashKind::kHang || trail.crash.frames == 0) {
    return Plain(FindingKind::kHang, words, "hang");
  }
  Finding finding = CrashFinding(trail.crash);
  finding.message = absl::StrCat(words, ": ", finding.message);
  return finding;
}

Finding KilledFinding(const Trail& trail, int signal) {
  const CrashKind kind = trail.crash.kind;
  if (kind != CrashKind::kNone && kind != CrashKind::kHang) {
    return CrashFinding(trail.crash);
  }
  return Plain(FindingKind::kCrash,
               absl::StrCat("the process was ended by ", SignalText(signal)),
               absl::StrCat("killed:", SignalName(signal)));
}

}  // namespace

void LeaveTrail(Trail& trail) {
  runtime::crash_record = &trail.crash;
  runtime::AnswerProbes(&trail.probed_steps);
}

HangWatch::HangWatch(Trail& trail, absl::Duration timeout)
    : trail_(trail),
      timeout_(timeout),
      since_(absl::Now()),
      probed_(absl::InfinitePast()) {}

bool HangWatch::Hangs(int pid) {
  const absl::Time now = absl::Now();
  const std::int64_t begun = trail_.begun.load();
  if (begun != begun_ || !trail_.executing.load()) {
    begun_ = begun;
    since_ = now;
    probes_ = 0;
    return false;
  }
  if (now - since_ < timeout_) return false;
  if (probes_ == 0) {
    Probe(pid, now);
    return false;
  }
  if (now - probed_ < kProbeEvery) return false;
  const bool answered = trail_.crash.kind == CrashKind::kHang;
  if (answered && (probes_ == 1 || trail_.probed_steps != steps_)) {
    if (probes_ > 1) {
      // It gets on: slow, not hanging.
      since_ = now;
      probes_ = 0;
      return false;
    }
    steps_ = trail_.probed_steps;
    Probe(pid, now);
    return false;
  }
  return true;
}

void HangWatch::Probe(int pid, absl::Time now) {
  trail_.crash.kind = CrashKind::kNone;
  probed_ = now;
  ++probes_;
  kill(pid, runtime::ProbeSignal());
}

bool MemoryWatch::Exceeds(int pid) {
  if (limit_ <= 0 || exceeded_) return exceeded_;
  std::ifstream status(absl::StrCat("/proc/", pid, "/statm"));
  std::int64_t all = 0;
  std::int64_t resident = 0;
  if (status >> all >> resident) {
    exceeded_ = resident * sysconf(_SC_PAGESIZE) > limit_;
  }
  return exceeded_;
}

Finding MemoryWatch::ToFinding(const Trail& trail) const {
  // How much it was by then depends on when somebody looked.
  Finding finding =
      Plain(FindingKind::kCrash,
            absl::StrCat("the execution used more memory than the ",
                         limit_ >> 20, " MiB that it may (--memory)"),
            "memory-limit");
  finding.detector = "explore";
  finding.schedule = schedule::ToString(trail.recorder.schedule());
  return finding;
}

Finding DeathFinding(const WorkerEnd& end, const Trail& trail,
                     absl::Duration timeout) {
  Finding finding;
  switch (end.how) {
    case WorkerEnd::How::kNoWorker:
      return Plain(
          FindingKind::kOther,
          absl::StrCat("racekit could not start a process: ", end.error),
          "no-worker");
    case WorkerEnd::How::kExited:
      finding = Plain(
          FindingKind::kUnexpectedExit,
          absl::StrCat("the body ended its process with status ", end.status),
          absl::StrCat("exit:", end.status));
      break;
    case WorkerEnd::How::kSignaled:
      finding = KilledFinding(trail, end.signal);
      break;
    case WorkerEnd::How::kStopped:
      finding = HangFinding(trail, timeout);
      break;
  }
  finding.detector = "explore";
  finding.schedule = schedule::ToString(trail.recorder.schedule());
  return finding;
}

}  // namespace racekit::internal
