#include "harness/explore/crash_finding.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/contain/signal_text.h"
#include "harness/explore/outcome_findings.h"
#include "harness/explore/stack_of.h"
#include "harness/process/exit_status.h"
#include "harness/report/one_line.h"
#include "harness/symbols/symbols.h"

namespace racekit::internal {
namespace {

using runtime::CrashKind;
using runtime::CrashRecord;

// An address below this belongs to a member of a null pointer's object.
constexpr std::uintptr_t kNullPage = 4096;

std::string SignalWords(const CrashRecord& record) {
  if (record.stack_overflow) return "stack overflow";
  std::string text = SignalText(record.signal);
  if (!record.has_address) return text;
  if (record.address == 0) {
    absl::StrAppend(&text, ", null pointer");
  } else if (record.address < kNullPage) {
    absl::StrAppend(&text, ", null pointer and ", record.address, " bytes");
  } else {
    absl::StrAppend(&text, ", bad pointer");
  }
  return text;
}

// What happened, and the same as a part of the fingerprint.
std::pair<std::string, std::string> Words(const CrashRecord& record) {
  const std::string text = OneLine(record.text);
  switch (record.kind) {
    case CrashKind::kNone:
      break;
    case CrashKind::kSignal:
      return {SignalWords(record), record.stack_overflow
                                       ? "stack-overflow"
                                       : SignalName(record.signal)};
    case CrashKind::kAbort:
      return {text.empty() ? "abort()" : absl::StrCat("abort(): ", text),
              "abort"};
    case CrashKind::kAssert:
      return {absl::StrCat("assertion failed: ", text), "assert"};
    case CrashKind::kException:
      if (text.empty()) {
        return {
            "std::terminate() without an exception (is a std::thread destroyed "
            "that was not joined?)",
            "terminate"};
      }
      return {absl::StrCat("uncaught exception ", text), "exception"};
    case CrashKind::kPureVirtual:
      return {"call of a pure virtual function", "pure-virtual"};
    case CrashKind::kExit:
      return {absl::StrCat(text, "(", record.status, ") in the body"),
              absl::StrCat("exit:", record.status)};
    case CrashKind::kStatus:
      return {absl::StrCat("exit status ", record.status, ": ", text),
              absl::StrCat("status:", record.status)};
    case CrashKind::kHang:
      return {"goes on for ever", "hang"};
  }
  return {"crash", "unknown"};
}

}  // namespace

Finding CrashFinding(const CrashRecord& record) {
  Finding finding;
  switch (record.kind) {
    case CrashKind::kExit:
    case CrashKind::kStatus:
      finding.kind = FindingKind::kUnexpectedExit;
      break;
    case CrashKind::kHang:
      finding.kind = FindingKind::kHang;
      break;
    default:
      finding.kind = FindingKind::kCrash;
  }
  finding.detector = "explore";
  auto [words, name] = Words(record);
  finding.message = std::move(words);
  Access access;
  access.thread = record.thread;
  access.stack = Symbolize(
      record.pcs, record.frames,
      record.interrupted ? Innermost::kInterrupted : Innermost::kReturnAddress);
  if (record.thread >= 0) {
    absl::StrAppend(&finding.message, ", on ", ThreadName(record.thread));
    ThreadInfo thread;
    thread.id = record.thread;
    thread.name = ThreadName(record.thread);
    finding.threads.push_back(std::move(thread));
  }
  const std::string place = Place(access.stack);
  if (!access.stack.empty()) {
    absl::StrAppend(&finding.message, ", at ", place);
    finding.accesses.push_back(std::move(access));
  }
  finding.fingerprint = absl::StrCat("crash:", name, ":", place);
  return finding;
}

}  // namespace racekit::internal
