#include "harness/report/text.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "detectors/finding_kind.h"
#include "harness/report/frames.h"
#include "harness/report/function_name.h"
#include "harness/report/lanes.h"
#include "harness/report/shell_words.h"
#include "harness/report/text_writer.h"
#include "harness/stress/wilson.h"

namespace racekit {
namespace {

std::string ThreadName(const Finding& finding, int id) {
  if (id < 0) return "a thread";
  if (id == 0) return "main";
  for (const ThreadInfo& thread : finding.threads) {
    // Unnamed threads inherit the name of the process.
    if (thread.id == id && !thread.name.empty() &&
        thread.name != absl::StrCat("T", id)) {
      return absl::StrFormat("T%d (%s)", id, thread.name);
    }
  }
  return absl::StrCat("T", id);
}

std::string AccessName(const Access& access) {
  switch (access.kind) {
    case AccessKind::kRead:
      return absl::StrFormat("read of %d byte%s", access.size,
                             access.size == 1 ? "" : "s");
    case AccessKind::kWrite:
      return absl::StrFormat("write of %d byte%s", access.size,
                             access.size == 1 ? "" : "s");
    case AccessKind::kAtomicRead:
      return absl::StrFormat("atomic read of %d bytes", access.size);
    case AccessKind::kAtomicWrite:
      return absl::StrFormat("atomic write of %d bytes", access.size);
    case AccessKind::kFree:
      return "free";
    case AccessKind::kUnknown:
      break;
  }
  return access.action;
}

void WriteStack(TextWriter& out, const Stack& stack) {
  int folded = 0;
  const auto say_folded = [&] {
    if (folded == 0) return;
    out.Line(absl::StrFormat("      ... %d frame%s of libraries", folded,
                             folded == 1 ? "" : "s"));
    folded = 0;
  };
  const bool any_user =
      std::any_of(stack.begin(), stack.end(),
                  [](const Frame& frame) { return IsUserFrame(frame); });
  bool seen_user = false;
  for (const Frame& frame : stack) {
    if (!out.verbose() && any_user && !IsUserFrame(frame)) {
      ++folded;
      continue;
    }
    // What libraries do below the user's own call is of no interest.
    if (!seen_user) folded = 0;
    seen_user = true;
    say_folded();
    const std::string site = frame.file.empty()
                                 ? ShortSite(frame)
                                 : absl::StrCat(frame.file, ":", frame.line);
    const std::string function =
        out.verbose() ? frame.function : ShortFunctionName(frame.function);
    out.Line(absl::StrCat("      ", site, "  ", function));
  }
  say_folded();
}

std::string DescribeLocation(const Finding& finding) {
  const Location& location = finding.location;
  const auto sized = [&](absl::string_view what) {
    return location.size == 0
               ? std::string(what)
               : absl::StrFormat("%s of %d bytes", what, location.size);
  };
  switch (location.kind) {
    case Location::Kind::kGlobal:
      return location.name.empty()
                 ? sized("an unnamed global variable")
                 : absl::StrCat("global variable ", location.name);
    case Location::Kind::kHeap:
      return absl::StrCat(sized("heap block"), ", allocated by ",
                          ThreadName(finding, location.thread));
    case Location::Kind::kStack:
      return absl::StrCat("on the stack of ",
                          ThreadName(finding, location.thread));
    case Location::Kind::kThreadLocal:
      return absl::StrCat("a thread_local of ",
                          ThreadName(finding, location.thread));
    case Location::Kind::kFileDescriptor:
      return location.name;
    case Location::Kind::kUnknown:
      break;
  }
  return location.name;
}

std::string Why(const Finding& finding) {
  switch (finding.kind) {
    case FindingKind::kDataRace:
      return "nothing orders the two accesses: no common lock, join or "
             "atomic in between";
    case FindingKind::kLockOrder:
      return "if each thread gets its first lock before the other's second, "
             "both wait for ever";
    default:
      return "";
  }
}

std::string Count(std::int64_t count, absl::string_view one,
                  absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

// "Account::balance_ (int, account.h:12)": what follows the name.
std::string DeclaredAt(const Location& location) {
  std::vector<std::string> facts;
  if (!location.type.empty()) facts.push_back(location.type);
  if (!location.file.empty()) {
    Frame place;
    place.file = location.file;
    place.line = location.line;
    facts.push_back(ShortSite(place));
  }
  return facts.empty() ? ""
                       : absl::StrCat(" (", absl::StrJoin(facts, ", "), ")");
}

std::string KindName(const Finding& finding) {
  const std::string_view kind = FindingKindName(finding.kind);
  return std::string(kind);
}

void WriteHeadline(TextWriter& out, const Finding& finding,
                   const std::string& label) {
  if (!finding.explanation || finding.explanation->headline.empty()) {
    out.Headline(label, finding.message);
    return;
  }
  if (finding.kind == FindingKind::kNotLinearizable) {
    out.Headline(label, finding.message);
    out.Wrapped("  hint  : ", finding.explanation->headline);
    return;
  }
  const bool about_memory =
      absl::EndsWith(finding.explanation->headline, finding.location.name) &&
      !finding.location.name.empty();
  out.Headline(label,
               absl::StrCat(finding.explanation->headline,
                            about_memory ? DeclaredAt(finding.location) : ""));
  // What the test said, where that is not what the headline says.
  const std::size_t what = finding.message.find(':');
  if (absl::StartsWith(finding.explanation->headline,
                       finding.message.substr(0, what))) {
    return;
  }
  if (finding.kind != FindingKind::kDataRace &&
      finding.kind != FindingKind::kDeadlock &&
      finding.kind != FindingKind::kLeakedThread) {
    out.Wrapped("  seen  : ", finding.message);
  }
}

void WriteFacts(TextWriter& out, const Finding& finding, const Report* report) {
  std::vector<std::string> facts;
  if (finding.first_execution > 0 && report != nullptr &&
      !finding.schedule.empty()) {
    facts.push_back(absl::StrFormat(
        "execution %d of %d", finding.first_execution, report->executions));
  } else if (finding.first_execution > 0) {
    facts.push_back(
        absl::StrFormat("first in run %d", finding.first_execution));
  }
  facts.insert(finding.schedule.empty() ? facts.begin() : facts.end(),
               finding.count == 1
                   ? "seen once"
                   : absl::StrFormat("seen %d times", finding.count));
  if (!finding.strategy.empty()) {
    facts.push_back(absl::StrCat("strategy ", finding.strategy));
    if (report != nullptr) facts.push_back(absl::StrCat("seed ", report->seed));
  } else if (!finding.detector.empty()) {
    facts.push_back(absl::StrCat("by ", finding.detector));
  }
  std::string line = absl::StrCat("  found : ", absl::StrJoin(facts, ", "));
  if (finding.explanation) {
    const Explanation& how = *finding.explanation;
    absl::StrAppend(&line,
                    "\n  order : ", how.shortest ? "shortest" : "a short",
                    " schedule: ",
                    Count(how.switches, "context switch", "context switches"),
                    ", ", Count(how.preemptions, "preemption", "preemptions"));
    if (how.switches_before > how.switches) {
      absl::StrAppend(&line, " (found with ", how.switches_before, ")");
    }
  } else if (!finding.schedule.empty()) {
    absl::StrAppend(
        &line, ", ",
        Count(finding.switches, "context switch", "context switches"));
  }
  out.Raw(line);
}

void WriteAccesses(TextWriter& out, const Finding& finding) {
  for (const Access& access : finding.accesses) {
    std::string what = AccessName(access);
    if (access.thread >= 0) {
      what = absl::StrCat(ThreadName(finding, access.thread),
                          what.empty() ? "" : ": ", what);
    }
    if (what.empty()) what = "at";
    if (!access.locks.empty()) {
      absl::StrAppend(&what, ", holding ", absl::StrJoin(access.locks, ", "));
    }
    out.Line(absl::StrCat("  ", what));
    WriteStack(out, access.stack);
  }
}

void WriteWhere(TextWriter& out, const Finding& finding) {
  if (const std::string where = DescribeLocation(finding); !where.empty()) {
    out.Line(absl::StrCat("  where : ", where));
    WriteStack(out, finding.location.allocated_at);
  }
  for (const ThreadInfo& thread : finding.threads) {
    if (thread.id == 0 || thread.created_at.empty()) continue;
    const Frame* frame = FirstUserFrame(thread.created_at);
    if (!IsUserFrame(*frame) && !out.verbose()) continue;
    out.Line(absl::StrCat(
        "  ", ThreadName(finding, thread.id), " created by ",
        ThreadName(finding, thread.parent), " at ", ShortSite(*frame),
        frame->function.empty()
            ? ""
            : absl::StrCat("  ", ShortFunctionName(frame->function))));
    if (out.verbose()) WriteStack(out, thread.created_at);
  }
}

void WriteWhy(TextWriter& out, const Finding& finding) {
  if (finding.explanation && !finding.explanation->why.empty()) {
    absl::string_view label = "  why   : ";
    for (const std::string& line : finding.explanation->why) {
      out.Wrapped(label, line);
      label = "          ";
    }
  } else if (const std::string why = Why(finding); !why.empty()) {
    out.Line(absl::StrCat("  why   : ", why));
  }
  if (finding.explanation && !finding.explanation->contrast.empty()) {
    absl::string_view contrast = finding.explanation->contrast;
    absl::ConsumePrefix(&contrast, "passes ");
    out.Wrapped("  passes: ", contrast);
  }
  for (const std::string& note : finding.notes) {
    // Other sightings of what is explained already.
    if (finding.explanation && !out.verbose() &&
        absl::StartsWith(note, "also: ")) {
      continue;
    }
    if (absl::StrContains(note, '\n')) {
      out.Raw(absl::StrCat("  note  : ", note));
    } else {
      out.Wrapped("  note  : ", note);
    }
  }
}

// What runs the report's test and no other, as a shell takes it: under Bazel,
// and by itself.
std::string BazelTest(const Report& report) {
  return absl::StrCat(
      "bazel test ",
      ShellWords({report.target, absl::StrCat("--test_filter=", report.test)}));
}
std::string RunProgram(const Report& report) {
  std::vector<std::string> words = {report.program};
  if (!report.test.empty()) {
    words.push_back(absl::StrCat("--gtest_filter=", report.test));
  }
  return ShellWords(words);
}

// To paste: never cut, never broken within a word.
void WriteReplay(TextWriter& out, const Finding& finding,
                 const Report* report) {
  if (finding.schedule.empty()) return;
  const std::string atomic =
      report == nullptr ? "" : absl::StrJoin(report->atomic_functions, ",");
  if (report != nullptr && !report->command.empty()) {
    out.Raw(absl::StrCat(
        "  replay: racekit replay --schedule=", finding.schedule,
        atomic.empty() ? "" : " --atomic=", atomic, " -- ", report->command));
    return;
  }
  if (report != nullptr && !report->target.empty()) {
    out.Raw(absl::StrCat(
        "  replay: ", BazelTest(*report),
        atomic.empty() ? "" : " \\\n            --test_env=RACEKIT_ATOMIC=",
        atomic,
        " \\\n            --test_env=RACEKIT_REPLAY=", finding.schedule));
    return;
  }
  std::string line = absl::StrCat(
      "  replay: ", atomic.empty() ? "" : "RACEKIT_ATOMIC=", atomic,
      atomic.empty() ? "" : " ", "RACEKIT_REPLAY=", finding.schedule);
  if (report != nullptr && !report->program.empty()) {
    absl::StrAppend(&line, " \\\n            ", RunProgram(*report));
  }
  out.Raw(line);
}

// The same seed, for what has no schedule to replay.
void WriteAgain(TextWriter& out, const Report& report) {
  if (!report.command.empty()) {
    out.Raw(absl::StrCat("  again : racekit hunt --seed=", report.seed, " -- ",
                         report.command));
    return;
  }
  if (!report.target.empty()) {
    out.Raw(absl::StrCat("  again : ", BazelTest(report),
                         " --test_env=RACEKIT_SEED=", report.seed));
  } else if (!report.program.empty()) {
    out.Raw(absl::StrCat("  again : RACEKIT_SEED=", report.seed, " ",
                         RunProgram(report)));
  }
}

void WriteFinding(TextWriter& out, const Finding& finding, const Report* report,
                  const std::string& label) {
  WriteHeadline(out, finding, label);
  WriteFacts(out, finding, report);
  if (finding.explanation) {
    LaneOptions options;
    options.columns = TextWriter::kColumns;
    options.all = out.verbose();
    const std::vector<std::string> lanes =
        LanesToText(*finding.explanation, options);
    if (!lanes.empty()) {
      out.Raw("");
      for (const std::string& line : lanes) out.Raw(line);
      out.Raw("");
    }
  }
  // Reasons belong to the picture, where there is one.
  if (finding.explanation) WriteWhy(out, finding);
  WriteAccesses(out, finding);
  WriteWhere(out, finding);
  if (!finding.explanation) WriteWhy(out, finding);
  WriteReplay(out, finding, report);
}

// A test does not fail for them, so they say that they are none.
void WriteSuspicions(TextWriter& out, const Report& report) {
  for (const Finding& suspicion : report.suspicions) {
    WriteFinding(out, suspicion, &report,
                 absl::StrCat("suspicion: ", KindName(suspicion)));
  }
}

std::string RateToText(const FailureRate& rate) {
  const Interval interval = WilsonInterval(rate.failures, rate.runs);
  return absl::StrFormat("%d of %d runs failed (95 %%: %.1f to %.1f %%)",
                         rate.failures, rate.runs, 100 * interval.low,
                         100 * interval.high);
}

}  // namespace

std::string ExploredToText(const Report& report) {
  const ExploredSpace space = report.explored.value_or(ExploredSpace());
  const auto counted = [](std::int64_t n, absl::string_view what) {
    return absl::StrCat(n, " ", what, n == 1 ? "" : "s");
  };
  std::string text = absl::StrCat(
      counted(report.executions, "execution"), ", ", space.distinct,
      " distinct, deepest ", counted(space.deepest_preemptions, "preemption"));
  if (!space.complete) {
    absl::StrAppend(&text, ", strategy ", space.strategy);
  } else {
    absl::StrAppend(&text, ": every schedule");
    if (space.preemption_bound >= 0) {
      absl::StrAppend(&text, " with at most ",
                      counted(space.preemption_bound, "preemption"));
    }
  }
  return text;
}

std::string FindingToText(const Finding& finding, const TextOptions& options) {
  TextWriter out(options);
  WriteFinding(out, finding, nullptr, absl::AsciiStrToUpper(KindName(finding)));
  return out.Take();
}

std::string SuspicionsToText(const Report& report, const TextOptions& options) {
  TextWriter out(options);
  WriteSuspicions(out, report);
  return out.Take();
}

std::string ReportToText(const Report& report, const TextOptions& options) {
  TextWriter out(options);
  for (const Finding& finding : report.findings) {
    WriteFinding(out, finding, &report,
                 absl::AsciiStrToUpper(KindName(finding)));
  }
  WriteSuspicions(out, report);
  if (!report.files.empty()) out.Raw(absl::StrCat("  files : ", report.files));
  out.Line(absl::StrCat(report.ok() ? "OK" : "FAILED", "  ", report.test,
                        report.test.empty() ? "" : "  ", report.variant,
                        ", seed ", report.seed, ", ",
                        absl::StrFormat("%.1f s", report.seconds)));
  if (report.explored) {
    out.Line(absl::StrCat("  ", ExploredToText(report)));
    for (const std::string& note : report.explored->notes) {
      out.Raw(absl::StrCat("  note: ", note));
    }
    return out.Take();
  }
  out.Line(absl::StrCat("  with injected sleeps    : ",
                        RateToText(report.injected)));
  if (report.plain) {
    out.Line(absl::StrCat("  without injected sleeps : ",
                          RateToText(*report.plain)));
  }
  if (!report.ok()) WriteAgain(out, report);
  return out.Take();
}

}  // namespace racekit
