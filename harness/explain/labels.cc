#include "harness/explain/labels.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "harness/explain/analysis.h"
#include "harness/report/frames.h"

namespace racekit::explain {

using runtime::TraceEvent;
using runtime::TraceKind;

namespace {

bool IsLock(TraceKind kind) {
  return kind == TraceKind::kLock || kind == TraceKind::kUnlock ||
         kind == TraceKind::kLockShared || kind == TraceKind::kUnlockShared ||
         kind == TraceKind::kWant;
}

// Of a std::mutex and the like the user does not know the insides.
void CutInsides(Location& location) {
  std::size_t cut = std::string::npos;
  for (const char* mark : {".__", "->__", "._M_", "->_M_"}) {
    cut = std::min(cut, location.name.find(mark));
  }
  if (cut == std::string::npos) return;
  location.name.resize(cut);
  location.type.clear();
  location.file.clear();
  location.line = 0;
}

}  // namespace

const char* ActionName(TraceKind kind) {
  switch (kind) {
    case TraceKind::kRead:
      return "read";
    case TraceKind::kWrite:
      return "write";
    case TraceKind::kAtomicLoad:
      return "load";
    case TraceKind::kAtomicStore:
      return "store";
    case TraceKind::kAtomicRmw:
      return "update";
    case TraceKind::kFree:
      return "free";
    case TraceKind::kLock:
      return "lock";
    case TraceKind::kUnlock:
      return "unlock";
    case TraceKind::kLockShared:
      return "lock-shared";
    case TraceKind::kUnlockShared:
      return "unlock-shared";
    case TraceKind::kWant:
    case TraceKind::kBlock:
      return "wait";
    case TraceKind::kResume:
      return "woken";
    case TraceKind::kTimeout:
      return "timeout";
    case TraceKind::kSpurious:
      return "woken by nobody";
    case TraceKind::kNotify:
      return "notify";
    case TraceKind::kCreate:
      return "create";
    case TraceKind::kJoin:
      return "join";
    case TraceKind::kExit:
      return "exit";
    case TraceKind::kDestroy:
      return "destroy";
    case TraceKind::kRegionBegin:
      return "begin";
    case TraceKind::kRegionEnd:
      return "end";
  }
  return "";
}

bool HasObject(const TraceEvent& event) {
  return event.address != 0 && event.kind != TraceKind::kJoin &&
         !(event.kind == TraceKind::kBlock && event.other >= 0);
}

const Location& Labels::Of(const TraceEvent& event) {
  const auto [it, is_new] = known_.try_emplace(event.address);
  if (!is_new) return it->second;
  order_.push_back(event.address);
  if (event.kind == TraceKind::kRegionBegin ||
      event.kind == TraceKind::kRegionEnd) {
    it->second.name = event.what;
    return it->second;
  }
  it->second = names_.ObjectOf(event);
  if (!IsAccess(event.kind)) CutInsides(it->second);
  if (it->second.name.empty()) it->second.name = Numbered(event);
  return it->second;
}

void Labels::TellApart() {
  std::map<std::string, int> count;
  for (const auto& [address, location] : known_) ++count[location.name];
  std::map<std::string, int> number;
  for (const std::uintptr_t address : order_) {
    std::string& name = known_[address].name;
    if (count[name] < 2) continue;
    const std::string plain = name;
    absl::StrAppend(&name, "#", ++number[plain]);
  }
}

std::string Labels::Phrase(const TraceEvent& event, bool with_object) {
  std::string what = ActionName(event.kind);
  if (with_object && !IsAccess(event.kind) && event.address != 0) {
    absl::StrAppend(&what, " of ", Of(event).name);
  }
  return absl::StrCat(ThreadName(event.thread), "'s ", what, " at ",
                      ShortSite(names_.PlaceOf(event)));
}

std::string Labels::Numbered(const TraceEvent& event) {
  if (IsLock(event.kind)) return absl::StrCat("M", ++locks_);
  if (IsAccess(event.kind)) return absl::StrCat("V", ++variables_);
  const bool mutex =
      event.what != nullptr && (std::strcmp(event.what, "mutex") == 0 ||
                                std::strncmp(event.what, "rwlock", 6) == 0);
  return mutex ? absl::StrCat("M", ++locks_)
               : absl::StrCat("CV", ++conditions_);
}

}  // namespace racekit::explain
