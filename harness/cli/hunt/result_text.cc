#include "harness/cli/hunt/result_text.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "harness/cli/hunt/found.h"
#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/rate_text.h"
#include "harness/cli/hunt/table.h"
#include "harness/report/text.h"
#include "harness/scenario/expectation.h"
#include "scenarios/scenario.h"

namespace racekit::cli {
namespace {

using Verdict = ItemResult::Verdict;

// With names of the usual lengths, the table then fits 100 columns.
constexpr size_t kWidestCell = 20;

const char* Mark(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAsExpected:
      return " ok";
    case Verdict::kNotAsExpected:
      return "BAD";
    case Verdict::kBroken:
      return "ERR";
  }
  return "";
}

// The first of them, and how many more there are: cells must not be endless.
std::string Shortened(const std::vector<std::string>& list) {
  if (list.empty()) return "nothing";
  if (list.size() <= 2) return absl::StrJoin(list, ", ");
  return absl::StrCat(list[0], ", ", list.size() - 1, " more");
}

std::string ExpectedCell(const scenarios::Expectation& expectation) {
  if (expectation.kinds.size() < 2) return ExpectationText(expectation);
  std::string both = absl::StrJoin(expectation.kinds, "/");
  if (both.size() <= kWidestCell) return both;
  return absl::StrCat(expectation.kinds[0],
                      " or ...");  // --list --json has all
}

// The run that first showed something; only where one did.
std::int64_t FirstRun(const Report& report) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const Finding& finding : report.findings) {
    first = std::min(first, finding.first_execution);
  }
  return first;
}

std::string FailedCell(const ItemResult& result) {
  const Report& report = result.report;
  const BuildVariant& build = *result.item.build;
  if (build.controlled) {
    return absl::StrCat(report.failed_executions, "/", report.executions);
  }
  if (build.reports_once && !report.ok()) {
    return absl::StrFormat("run %d/%d", FirstRun(report), report.executions);
  }
  return absl::StrCat(report.injected.failures, "/", report.injected.runs);
}

std::string RateCell(const ItemResult& result) {
  const Report& report = result.report;
  const BuildVariant& build = *result.item.build;
  if (build.controlled) {
    return report.ok() ? "" : absl::StrCat("first in ", FirstRun(report));
  }
  return build.reports_once && !report.ok() ? "" : RateText(report.injected);
}

}  // namespace

std::string ResultTable(const std::vector<ItemResult>& results) {
  Table table(kWidestCell);
  table.AddRow({"", "VARIANT", "BUILD", "EXPECTED", "FOUND", "FAILED",
                "RATE (95 %)", "PLAIN", "BY"});
  const scenarios::Scenario* scenario = nullptr;
  for (const ItemResult& result : results) {
    const HuntItem& item = result.item;
    if (item.scenario != scenario) {
      scenario = item.scenario;
      table.AddRow({scenario->name});
    }
    std::vector<std::string> row = {Mark(result.verdict), item.variant->name,
                                    item.build->name,
                                    ExpectedCell(item.expectation())};
    if (result.verdict == Verdict::kBroken) {
      row.insert(row.end(), {"no report", "", "", "", ""});
    } else {
      const Report& report = result.report;
      row.insert(row.end(), {Shortened(FoundKinds(report)), FailedCell(result),
                             RateCell(result),
                             report.plain ? ShareText(*report.plain) : "",
                             absl::StrJoin(FoundBy(report), ", ")});
    }
    table.AddRow(std::move(row));
  }
  return absl::StrCat(
      table.ToString(),
      "\nFAILED and RATE: runs with injected sleeps, or executions under "
      "explore and the one\nthat first found it; PLAIN: runs without.\n");
}

std::string ComparisonTable(const std::vector<ItemResult>& results) {
  Table table(/*widest=*/60);
  table.AddRow({"", "SCENARIO", "WITHOUT", "WITH INJECTED SLEEPS", "EFFECT"});
  bool any = false;
  for (const ItemResult& result : results) {
    const Report& report = result.report;
    if (!result.item.compared || !report.plain) continue;
    any = true;
    table.AddRow({IsWorthwhile(*report.plain, report.injected) ? " ok" : "low",
                  absl::StrCat(result.item.scenario->name, " ",
                               result.item.variant->name),
                  FullRateText(*report.plain), FullRateText(report.injected),
                  EffectText(*report.plain, report.injected)});
  }
  if (!any) return "";
  return absl::StrCat(
      "How often runs on real threads fail, without and with injected sleeps\n"
      "(95 % Wilson interval; ok: over 90 % of runs, or ten times as "
      "often)\n\n",
      table.ToString());
}

std::string Complaints(const std::vector<ItemResult>& results) {
  std::string text;
  for (const ItemResult& result : results) {
    if (result.verdict == Verdict::kAsExpected) continue;
    const HuntItem& item = result.item;
    absl::StrAppend(&text, "\n", Mark(result.verdict), " ", item.scenario->name,
                    " ", item.variant->name, ", ", item.build->name, ": ");
    if (result.verdict == Verdict::kBroken) {
      absl::StrAppend(&text, result.error, "\n");
    } else {
      absl::StrAppend(&text, Unexpected(item.expectation(), result.report),
                      "\n");
      for (const Finding& finding : result.report.findings) {
        absl::StrAppend(&text, FindingToText(finding));
      }
    }
    absl::StrAppendFormat(
        &text, "    again: racekit hunt --scenario='%s' --variant='%s' ",
        item.scenario->name, item.variant->name);
    absl::StrAppend(&text, "--build=", item.build->name,
                    " --seed=", item.budget.seed, "\n");
  }
  return text;
}

std::string Summary(const std::vector<ItemResult>& results,
                    absl::Duration duration) {
  int counts[3] = {0, 0, 0};
  for (const ItemResult& result : results) {
    ++counts[static_cast<int>(result.verdict)];
  }
  std::string text =
      absl::StrFormat("%d of %d as expected", counts[0], results.size());
  if (counts[1] != 0) {
    absl::StrAppend(&text, ", ", counts[1], " NOT AS EXPECTED");
  }
  if (counts[2] != 0) {
    absl::StrAppend(&text, ", ", counts[2],
                    " WITHOUT A REPORT (an error of "
                    "racekit's)");
  }
  absl::StrAppendFormat(&text, ", in %.1f s\n",
                        absl::ToDoubleSeconds(duration));
  return text;
}

std::string ScenarioList(const std::vector<HuntItem>& plan) {
  std::string text;
  const scenarios::Scenario* scenario = nullptr;
  const scenarios::Variant* variant = nullptr;
  for (const HuntItem& item : plan) {
    if (item.scenario != scenario) {
      scenario = item.scenario;
      absl::StrAppend(&text, text.empty() ? "" : "\n", scenario->name, "  (",
                      scenario->kind, ")\n  ", scenario->summary,
                      "\n  must hold: ", scenario->invariant,
                      "\n  was seen:  ", scenario->observed, "\n");
    }
    if (item.variant != variant) {
      variant = item.variant;
      absl::StrAppend(&text, "    ", variant->name,
                      variant->racy ? "" : "  (fixed)", "\n");
    }
  }
  return text;
}

}  // namespace racekit::cli
