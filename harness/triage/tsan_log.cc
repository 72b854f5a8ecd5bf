#include "harness/triage/tsan_log.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "harness/report/frames.h"

namespace racekit::triage {
namespace {

constexpr absl::string_view kWarning = "WARNING: ThreadSanitizer: ";
constexpr absl::string_view kSummary = "SUMMARY: ThreadSanitizer:";

FindingKind KindOf(absl::string_view name) {
  if (absl::StartsWith(name, "data race") ||
      absl::StartsWith(name, "race on external object")) {
    return FindingKind::kDataRace;
  }
  if (absl::StartsWith(name, "heap-use-after-free")) {
    return FindingKind::kUseAfterFree;
  }
  if (absl::StartsWith(name, "thread leak")) return FindingKind::kLeakedThread;
  if (absl::StartsWith(name, "lock-order-inversion")) {
    return FindingKind::kLockOrder;
  }
  if (absl::StrContains(name, "mutex")) return FindingKind::kMutexMisuse;
  return FindingKind::kOther;
}

// Terminal colours.
std::string WithoutEscapes(absl::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\033' && i + 1 < line.size() && line[i + 1] == '[') {
      const std::size_t end = line.find('m', i);
      if (end == absl::string_view::npos) break;
      i = end;
    } else if (line[i] != '\r') {
      plain += line[i];
    }
  }
  return plain;
}

// What stands between `before` and one of the characters `until`.
absl::string_view Between(absl::string_view text, absl::string_view before,
                          absl::string_view until) {
  const std::size_t at = text.find(before);
  if (at == absl::string_view::npos) return "";
  text = text.substr(at + before.size());
  return text.substr(0, text.find_first_of(until));
}

// "thread T2 ...", "main thread": its number; -1 if none is named.
int ThreadIn(absl::string_view text) {
  if (absl::StartsWith(text, "main thread")) return 0;
  int number = -1;
  if (absl::ConsumePrefix(&text, "thread T") &&
      absl::SimpleAtoi(text.substr(0, text.find_first_not_of("0123456789")),
                       &number)) {
    return number;
  }
  return -1;
}

int NumberAfter(absl::string_view text, absl::string_view before) {
  int number = 0;
  return absl::SimpleAtoi(Between(text, before, " :.,)"), &number) ? number : 0;
}

std::uintptr_t AddressAfter(absl::string_view text, absl::string_view before) {
  std::uint64_t number = 0;
  return absl::SimpleHexAtoi(Between(text, before, " :.,)"), &number)
             ? static_cast<std::uintptr_t>(number)
             : 0;
}

class Parser {
 public:
  std::vector<TsanReport> Run(absl::string_view text) {
    int number = 0;
    for (const absl::string_view raw : absl::StrSplit(text, '\n')) {
      ++number;
      const std::string line = WithoutEscapes(raw);
      const std::size_t warning = line.find(kWarning);
      if (warning != std::string::npos) {
        Finish();
        Begin(absl::string_view(line).substr(warning + kWarning.size()),
              number);
      } else if (report_) {
        if (absl::StrContains(line, kSummary)) {
          Finish();
        } else {
          Read(line);
        }
      }
    }
    Finish();
    return std::move(reports_);
  }

 private:
  void Begin(absl::string_view name, int number) {
    report_.emplace();
    report_->line = number;
    name = absl::StripAsciiWhitespace(name.substr(0, name.rfind("(pid=")));
    name_ = std::string(name);
    Finding& finding = report_->finding;
    finding.kind = KindOf(name);
    finding.detector = "tsan";
    // The stack that follows at once is that of what was done.
    if (finding.kind == FindingKind::kMutexMisuse ||
        finding.kind == FindingKind::kOther) {
      AddAccess("here");
    }
  }

  void Read(absl::string_view line) {
    Frame frame;
    if (ParseTsanFrame({line.data(), line.size()}, frame)) {
      if (stack_ != nullptr) stack_()->push_back(std::move(frame));
      return;
    }
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    // Headings are indented; what the program itself wrote need not be.
    if (text.empty() || !absl::StartsWith(line, "  ")) return;
    Finding& finding = report_->finding;
    if (absl::StartsWith(text, "Location is ")) {
      ReadLocation(text);
    } else if (absl::StrContains(text, " of size ") &&
               absl::StrContains(text, " by ")) {
      ReadAccess(text);
    } else if (absl::StartsWith(text, "Thread T")) {
      ReadThread(text);
    } else if (absl::StartsWith(text, "Mutex M")) {
      ReadMutex(text);
    } else if (absl::StartsWith(text, "Cycle in lock order graph: ")) {
      cycle_ = std::string(text);
    } else if (text == "and:") {
      AddAccess("before, here");
    } else if (absl::StartsWith(text, "As if synchronized via sleep")) {
      finding.notes.push_back("only a sleep keeps the two apart");
      stack_ = nullptr;
    } else if (absl::StartsWith(text, "[failed to restore the stack]")) {
      finding.notes.push_back(
          "a stack was lost: give TSan a longer memory with "
          "TSAN_OPTIONS=history_size=7");
    }
  }

  Access& AddAccess(std::string action) {
    std::vector<Access>& accesses = report_->finding.accesses;
    const std::size_t index = accesses.size();
    accesses.emplace_back();
    accesses.back().action = std::move(action);
    stack_ = [this, index] { return &report_->finding.accesses[index].stack; };
    return accesses.back();
  }

  // "Previous atomic write of size 4 at 0x1 by thread T1 (mutexes: write M2):"
  void ReadAccess(absl::string_view text) {
    Access& access = AddAccess("");
    const std::string what =
        absl::AsciiStrToLower(text.substr(0, text.find(" of size ")));
    const bool write = absl::StrContains(what, "write");
    const bool atomic = absl::StrContains(what, "atomic");
    access.kind =
        atomic  ? (write ? AccessKind::kAtomicWrite : AccessKind::kAtomicRead)
        : write ? AccessKind::kWrite
                : AccessKind::kRead;
    access.size = NumberAfter(text, " of size ");
    access.address = AddressAfter(text, " at ");
    const std::size_t by = text.find(" by ");
    access.thread = ThreadIn(text.substr(by + 4));
    const absl::string_view mutexes = Between(text, "(mutexes: ", ")");
    for (const absl::string_view mutex :
         absl::StrSplit(mutexes, ", ", absl::SkipEmpty())) {
      access.locks.emplace_back(mutex);
    }
  }

  void ReadLocation(absl::string_view text) {
    Location& location = report_->finding.location;
    stack_ = nullptr;
    // Of a mutex TSan also names what lies around it.
    if (location.kind != Location::Kind::kUnknown) return;
    location.size = static_cast<std::uint64_t>(NumberAfter(text, " of size "));
    location.address = AddressAfter(text, " at ");
    if (absl::StartsWith(text, "Location is global")) {
      location.kind = Location::Kind::kGlobal;
      location.name = std::string(Between(text, "global '", "'"));
      if (location.name == "<null>") location.name.clear();
    } else if (absl::StartsWith(text, "Location is heap block")) {
      location.kind = Location::Kind::kHeap;
      const std::size_t by = text.find("allocated by ");
      if (by != absl::string_view::npos) {
        location.thread = ThreadIn(text.substr(by + 13));
      }
      stack_ = [this] { return &report_->finding.location.allocated_at; };
    } else if (absl::StartsWith(text, "Location is stack of ")) {
      location.kind = Location::Kind::kStack;
      location.thread = ThreadIn(text.substr(21));
    } else if (absl::StartsWith(text, "Location is TLS of ")) {
      location.kind = Location::Kind::kThreadLocal;
      location.thread = ThreadIn(text.substr(19));
    } else if (absl::StartsWith(text, "Location is file descriptor ")) {
      location.kind = Location::Kind::kFileDescriptor;
      location.name = absl::StrCat("file descriptor ",
                                   Between(text, "file descriptor ", " "));
    }
  }

  // "Thread T2 'worker' (tid=1, running) created by main thread at:"
  void ReadThread(absl::string_view text) {
    ThreadInfo thread;
    if (!absl::SimpleAtoi(Between(text, "Thread T", " "), &thread.id)) return;
    thread.name =
        absl::StartsWith(text, absl::StrCat("Thread T", thread.id, " '"))
            ? std::string(Between(text, "'", "'"))
            : absl::StrCat("T", thread.id);
    const std::size_t by = text.find("created by ");
    if (by != absl::string_view::npos) {
      thread.parent = ThreadIn(text.substr(by + 11));
    }
    std::vector<ThreadInfo>& threads = report_->finding.threads;
    const std::size_t index = threads.size();
    threads.push_back(std::move(thread));
    stack_ = [this, index] {
      return &report_->finding.threads[index].created_at;
    };
  }

  void ReadMutex(absl::string_view text) {
    stack_ = nullptr;
    const absl::string_view mutex = Between(text, "Mutex ", " ");
    if (absl::StrContains(text, "acquired here while holding")) {
      Access& access =
          AddAccess(absl::StrCat("takes ", mutex, " while holding ",
                                 Between(text, "holding mutex ", " :")));
      const std::size_t in = text.rfind(" in ");
      if (in != absl::string_view::npos) {
        access.thread = ThreadIn(text.substr(in + 4));
      }
    } else if (absl::StrContains(text, "previously acquired")) {
      Access& access = AddAccess(absl::StrCat("takes ", mutex));
      const std::vector<Access>& accesses = report_->finding.accesses;
      if (accesses.size() > 1) {
        access.thread = accesses[accesses.size() - 2].thread;
      }
    }
  }

  // Where in the user's code, without a line. Of code without names, the module
  // and the offset.
  static std::string Spot(const Stack& stack) {
    const Frame* frame = FirstUserFrame(stack);
    if (frame == nullptr) return "?";
    if (frame->function.empty()) {
      for (const Frame& other : stack) {
        if (!other.function.empty() && IsUserFrame(other)) return Named(other);
      }
      return absl::StrCat(frame->module, "+", absl::Hex(frame->offset));
    }
    return Named(*frame);
  }
  static std::string Named(const Frame& frame) {
    const std::size_t slash = frame.file.rfind('/');
    return absl::StrCat(
        frame.function, "@",
        slash == std::string::npos ? frame.file : frame.file.substr(slash + 1));
  }

  void Finish() {
    if (!report_) return;
    Finding& finding = report_->finding;
    std::vector<std::string> spots;
    std::vector<std::string> places;
    for (const Access& access : finding.accesses) {
      if (access.stack.empty()) continue;
      spots.push_back(Spot(access.stack));
      if (const Frame* frame = FirstUserFrame(access.stack)) {
        places.push_back(ShortSite(*frame));
      }
    }
    if (finding.kind == FindingKind::kLeakedThread) {
      for (const ThreadInfo& thread : finding.threads) {
        spots.push_back(Spot(thread.created_at));
        if (const Frame* frame = FirstUserFrame(thread.created_at)) {
          places.push_back(ShortSite(*frame));
        }
      }
    }
    finding.message = name_;
    if (!finding.location.name.empty()) {
      absl::StrAppend(&finding.message, " on ", finding.location.name);
    }
    if (!places.empty()) {
      absl::StrAppend(&finding.message, ": ", absl::StrJoin(places, ", "));
    }
    if (!cycle_.empty()) finding.notes.push_back(cycle_);
    std::sort(spots.begin(), spots.end());
    spots.erase(std::unique(spots.begin(), spots.end()), spots.end());
    finding.fingerprint =
        absl::StrCat("tsan:", name_, ":", finding.location.name, ":",
                     absl::StrJoin(spots, ","));
    AddDoubts();
    reports_.push_back(*std::move(report_));
    report_.reset();
    stack_ = nullptr;
    cycle_.clear();
  }

  // Modules that stacks lead through and that have no places in any source.
  void AddDoubts() {
    constexpr absl::string_view kKnown[] = {
        "libtsan", "libc.so",  "libc-",   "libstdc++", "libpthread",
        "libgcc",  "ld-linux", "libm.so", "[vdso]",    "libc++"};
    std::map<std::string, bool> has_places;  // of each module
    bool fence = false;
    for (const Access& access : report_->finding.accesses) {
      for (const Frame& frame : access.stack) {
        const std::size_t slash = frame.module.rfind('/');
        const std::string module = slash == std::string::npos
                                       ? frame.module
                                       : frame.module.substr(slash + 1);
        has_places[module] |= frame.line > 0;
        fence = fence || absl::StrContains(frame.function, "thread_fence");
      }
    }
    for (const auto& [module, known] : has_places) {
      const bool of_the_system =
          std::any_of(std::begin(kKnown), std::end(kKnown),
                      [&name = module](absl::string_view prefix) {
                        return absl::StartsWith(name, prefix);
                      });
      if (known || of_the_system || !absl::StrContains(module, ".so")) continue;
      report_->doubts.push_back(absl::StrCat(
          module,
          " has no lines: if it is not built with -fsanitize=thread, TSan does "
          "not see how it synchronises, and this may be no race"));
    }
    if (fence) {
      report_->doubts.push_back(
          "a standalone fence is involved, and TSan does not model these: this "
          "may be no race");
    }
  }

  std::vector<TsanReport> reports_;
  std::optional<TsanReport> report_;
  std::string name_;               // TSan's, of the kind
  std::string cycle_;              // of locks
  std::function<Stack*()> stack_;  // that frames belong to
};

}  // namespace

std::vector<TsanReport> ParseTsanLog(std::string_view text) {
  return Parser().Run(absl::string_view(text.data(), text.size()));
}

}  // namespace racekit::triage
