#include "harness/cli/hunt/plan.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "harness/cli/hunt/build_variants.h"
#include "harness/cli/suggest.h"
#include "scenarios/scenario.h"

namespace racekit::cli {
namespace {

// The families whose failure rates with and without injected sleeps stand in a
// table of their own: the counter, the bank, and read, sleep, write.
constexpr std::array<const char*, 3> kCompared = {
    "counter/unlocked", "bank/deposit-withdraw", "counter/read-sleep-write"};

constexpr absl::Duration kItemTime = absl::Milliseconds(100);
constexpr absl::Duration kComparedTime = absl::Milliseconds(1500);
// A race that does not show in this time, on however busy a machine, is one
// that is not detected.
constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr std::int64_t kComparedRuns = 500;

bool Matches(const std::string& glob, const std::string& name) {
  return fnmatch(glob.c_str(), name.c_str(), 0) == 0 ||
         fnmatch((glob + "/*").c_str(), name.c_str(), 0) == 0;
}

bool MatchesAny(const std::vector<std::string>& globs,
                const std::string& name) {
  return globs.empty() ||
         std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
           return Matches(glob, name);
         });
}

// InvalidArgument for the first glob that matches none of the names.
absl::Status CheckGlobs(std::string_view flag,
                        const std::vector<std::string>& globs,
                        const std::vector<std::string>& names,
                        std::string_view remedy) {
  for (const std::string& glob : globs) {
    if (std::any_of(names.begin(), names.end(), [&](const std::string& name) {
          return Matches(glob, name);
        })) {
      continue;
    }
    return absl::InvalidArgumentError(
        absl::StrCat("--", flag, "=", glob, ": there is no '", glob, "'",
                     DidYouMean(glob, names), "\n", remedy));
  }
  return absl::OkStatus();
}

template <typename T>
std::vector<std::string> NamesOf(const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const T& one : all) names.push_back(one.name);
  return names;
}

RunBudget BudgetFor(const HuntItem& item, const HuntOptions& options) {
  RunBudget budget;
  budget.seed = options.seed;
  budget.compare = item.build->compares && item.variant->racy;
  budget.runs =
      item.compared ? kComparedRuns : item.variant->*(item.build->runs);
  budget.time = item.compared ? kComparedTime : kItemTime;
  budget.patience = kPatience;
  if (options.runs || options.time) {
    budget.runs =
        options.runs.value_or(std::numeric_limits<std::int64_t>::max() / 2);
    budget.time = options.time.value_or(absl::InfiniteDuration());
    budget.patience = absl::ZeroDuration();
  }
  return budget;
}

}  // namespace

absl::StatusOr<std::vector<HuntItem>> MakePlan(
    const HuntOptions& options,
    const std::vector<scenarios::Scenario>& scenarios,
    const std::vector<BuildVariant>& builds) {
  absl::Status status =
      CheckGlobs("scenario", options.scenarios, NamesOf(scenarios),
                 "`racekit hunt --list` shows all scenarios.");
  if (!status.ok()) return status;
  status = CheckGlobs(
      "build", options.builds, NamesOf(builds),
      absl::StrCat("There are: ", absl::StrJoin(NamesOf(builds), " ")));
  if (!status.ok()) return status;

  std::vector<HuntItem> plan;
  std::vector<std::string> variants;  // of the chosen scenarios
  for (const scenarios::Scenario& scenario : scenarios) {
    if (!MatchesAny(options.scenarios, scenario.name)) continue;
    for (const scenarios::Variant& variant : scenario.variants) {
      if (std::find(variants.begin(), variants.end(), variant.name) ==
          variants.end()) {
        variants.push_back(variant.name);
      }
      if (!MatchesAny(options.variants, variant.name)) continue;
      for (const BuildVariant& build : builds) {
        if (!MatchesAny(options.builds, build.name)) continue;
        HuntItem item = {&scenario, &variant, &build, {}, false};
        item.compared = build.compares && variant.racy &&
                        std::any_of(kCompared.begin(), kCompared.end(),
                                    [&](const char* glob) {
                                      return Matches(glob, scenario.name);
                                    });
        item.budget = BudgetFor(item, options);
        plan.push_back(item);
      }
    }
  }
  status = CheckGlobs("variant", options.variants, variants,
                      absl::StrCat("The scenarios chosen have: ",
                                   absl::StrJoin(variants, " ")));
  if (!status.ok()) return status;
  return plan;
}

}  // namespace racekit::cli
