#include "harness/cli/hunt/progress.h"

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/cli/hunt/found.h"
#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/plan.h"

namespace racekit::cli {
namespace {

// A line that wraps cannot be overwritten. Terminals are at least so wide.
constexpr size_t kWidth = 79;

std::string NameOf(const HuntItem& item) {
  return absl::StrCat(item.scenario->name, " ", item.variant->name, " ",
                      item.build->name);
}

std::string WhatCame(const ItemResult& result) {
  if (result.verdict == ItemResult::Verdict::kBroken) {
    return absl::StrCat("ERROR: ", result.error);
  }
  return absl::StrCat(
      result.report.ok() ? "nothing"
                         : absl::StrJoin(FoundKinds(result.report), ", "),
      " in ", result.report.executions, " runs",
      result.verdict == ItemResult::Verdict::kAsExpected ? ""
                                                         : ": NOT AS EXPECTED");
}

}  // namespace

void Progress::Note(const HuntItem& item, const ItemResult* result) {
  if (result == nullptr) {
    running_.push_back(NameOf(item));
  } else {
    running_.remove(NameOf(item));
    ++ended_;
    if (result->verdict != ItemResult::Verdict::kAsExpected) ++bad_;
    if (!is_terminal_) {
      absl::FPrintF(out_, "[%d/%d] %s: %s\n", ended_, total_, NameOf(item),
                    WhatCame(*result));
    }
  }
  if (is_terminal_) Show();
}

void Progress::Show() {
  std::string line = absl::StrFormat("[%d/%d", ended_, total_);
  if (bad_ != 0) absl::StrAppend(&line, ", ", bad_, " NOT AS EXPECTED");
  absl::StrAppend(&line, "] ", absl::StrJoin(running_, "; "));
  line.resize(kWidth, ' ');
  absl::FPrintF(out_, "\r%s", line);
  std::fflush(out_);
}

void Progress::Clear() {
  if (!is_terminal_) return;
  absl::FPrintF(out_, "\r%s\r", std::string(kWidth, ' '));
  std::fflush(out_);
}

}  // namespace racekit::cli
