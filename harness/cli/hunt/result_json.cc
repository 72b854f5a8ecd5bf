#include "harness/cli/hunt/result_json.h"

#include <string>
#include <vector>

#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/rate_text.h"
#include "harness/report/json.h"
#include "nlohmann/json.hpp"
#include "scenarios/scenario.h"

namespace racekit::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string Text(const Json& json) {
  // What a scenario or a broken runner said need not be UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

const char* VerdictName(ItemResult::Verdict verdict) {
  switch (verdict) {
    case ItemResult::Verdict::kAsExpected:
      return "as-expected";
    case ItemResult::Verdict::kNotAsExpected:
      return "not-as-expected";
    case ItemResult::Verdict::kBroken:
      return "broken";
  }
  return "";
}

Json ExpectationToJson(const scenarios::Expectation& expectation) {
  using Verdict = scenarios::Expectation::Verdict;
  Json json = {{"verdict", ""}, {"kinds", expectation.kinds}};
  switch (expectation.verdict) {
    case Verdict::kFound:
      json["verdict"] = "found";
      break;
    case Verdict::kSilent:
      json["verdict"] = "silent";
      break;
    case Verdict::kEither:
      json["verdict"] = "either";
      break;
    case Verdict::kRefused:
      json["verdict"] = "refused";
      json["reason"] = expectation.reason;
      break;
  }
  return json;
}

Json ItemToJson(const ItemResult& result) {
  const HuntItem& item = result.item;
  Json json = {{"scenario", item.scenario->name},
               {"variant", item.variant->name},
               {"racy", item.variant->racy},
               {"build", item.build->name},
               {"expected", ExpectationToJson(item.expectation())},
               {"verdict", VerdictName(result.verdict)}};
  if (result.verdict == ItemResult::Verdict::kBroken) {
    json["error"] = result.error;
  } else {
    json["report"] = Json::parse(ReportToJson(result.report));
  }
  if (item.compared && result.report.plain) {
    json["sleeps_worthwhile"] =
        IsWorthwhile(*result.report.plain, result.report.injected);
  }
  return json;
}

}  // namespace

std::string ResultsToJson(const std::vector<ItemResult>& results) {
  int counts[3] = {0, 0, 0};
  Json items = Json::array();
  for (const ItemResult& result : results) {
    ++counts[static_cast<int>(result.verdict)];
    items.push_back(ItemToJson(result));
  }
  Json json;
  json["version"] = kHuntJsonVersion;
  json["ok"] = counts[1] == 0 && counts[2] == 0;
  json["counts"] = {{"as-expected", counts[0]},
                    {"not-as-expected", counts[1]},
                    {"broken", counts[2]}};
  json["items"] = std::move(items);
  return Text(json);
}

std::string ScenariosToJson(const std::vector<HuntItem>& plan) {
  Json list = Json::array();
  const scenarios::Scenario* scenario = nullptr;
  const scenarios::Variant* variant = nullptr;
  for (const HuntItem& item : plan) {
    if (item.scenario != scenario) {
      scenario = item.scenario;
      list.push_back({{"name", scenario->name},
                      {"kind", scenario->kind},
                      {"summary", scenario->summary},
                      {"source", scenario->source},
                      {"invariant", scenario->invariant},
                      {"observed", scenario->observed},
                      {"variants", Json::array()}});
    }
    Json& variants = list.back()["variants"];
    if (item.variant != variant) {
      variant = item.variant;
      variants.push_back({{"name", variant->name},
                          {"racy", variant->racy},
                          {"runs", variant->runs},
                          {"expected", Json::object()}});
    }
    variants.back()["expected"][item.build->name] =
        ExpectationToJson(item.expectation());
  }
  Json json;
  json["version"] = kHuntJsonVersion;
  json["scenarios"] = std::move(list);
  return Text(json);
}

}  // namespace racekit::cli
