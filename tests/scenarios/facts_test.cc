// What scenarios say about themselves can be relied on: by `racekit hunt`, by
// the tests beside this one, by readers.

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "detectors/finding_kind.h"
#include "gtest/gtest.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::AllScenarios;
using scenarios::Expectation;
using scenarios::Scale;
using scenarios::Scenario;
using scenarios::Variant;

using Verdict = Expectation::Verdict;

// Lower case letters, digits and '-'.
bool IsWord(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::islower(c) || std::isdigit(c) || c == '-';
         });
}

std::vector<const Expectation*> Expectations(const Variant& variant) {
  return {&variant.stress, &variant.tsan, &variant.explore};
}

TEST(AllScenarios, IsTheSameListAtEachCall) {
  EXPECT_EQ(&AllScenarios(), &AllScenarios());
  EXPECT_GE(AllScenarios().size(), 12u);
}

TEST(AllScenarios, NamesAreFamilyAndNameAndUnique) {
  std::set<std::string> names;
  for (const Scenario& scenario : AllScenarios()) {
    EXPECT_TRUE(names.insert(scenario.name).second) << scenario.name;
    const std::size_t slash = scenario.name.find('/');
    ASSERT_NE(slash, std::string::npos) << scenario.name;
    EXPECT_TRUE(IsWord(scenario.name.substr(0, slash))) << scenario.name;
    EXPECT_TRUE(IsWord(scenario.name.substr(slash + 1))) << scenario.name;
  }
}

TEST(AllScenarios, FactsAreThereInOneLineEach) {
  for (const Scenario& scenario : AllScenarios()) {
    SCOPED_TRACE(scenario.name);
    for (const std::string* fact : {&scenario.summary, &scenario.source,
                                    &scenario.invariant, &scenario.observed}) {
      EXPECT_GE(fact->size(), 5u) << *fact;
      EXPECT_EQ(fact->find('\n'), std::string::npos) << *fact;
    }
  }
}

TEST(AllScenarios, KindsAreKindsOfFindings) {
  for (const Scenario& scenario : AllScenarios()) {
    SCOPED_TRACE(scenario.name);
    EXPECT_TRUE(ParseFindingKind(scenario.kind).has_value()) << scenario.kind;
    for (const Variant& variant : scenario.variants) {
      SCOPED_TRACE(variant.name);
      for (const Expectation* expectation : Expectations(variant)) {
        EXPECT_EQ(expectation->kinds.empty(),
                  expectation->verdict != Verdict::kFound);
        EXPECT_EQ(expectation->reason.empty(),
                  expectation->verdict != Verdict::kRefused);
        for (const std::string& kind : expectation->kinds) {
          EXPECT_TRUE(ParseFindingKind(kind).has_value()) << kind;
        }
      }
    }
  }
}

TEST(AllScenarios, VariantsHaveUniqueNamesAndABody) {
  for (const Scenario& scenario : AllScenarios()) {
    SCOPED_TRACE(scenario.name);
    std::set<std::string> names;
    for (const Variant& variant : scenario.variants) {
      EXPECT_TRUE(IsWord(variant.name)) << variant.name;
      EXPECT_TRUE(names.insert(variant.name).second) << variant.name;
      EXPECT_TRUE(variant.run) << variant.name;
      EXPECT_GT(variant.runs, 0) << variant.name;
    }
  }
}

TEST(AllScenarios, RacyVariantsComeFirstAndOneIsFixed) {
  for (const Scenario& scenario : AllScenarios()) {
    SCOPED_TRACE(scenario.name);
    const auto& variants = scenario.variants;
    ASSERT_FALSE(variants.empty());
    EXPECT_TRUE(variants.front().racy);
    EXPECT_FALSE(variants.back().racy);
    EXPECT_TRUE(std::is_partitioned(variants.begin(), variants.end(),
                                    [](const Variant& v) { return v.racy; }));
  }
}

TEST(AllScenarios, RacyVariantsAreFoundSomewhereAndFixedOnesNowhere) {
  for (const Scenario& scenario : AllScenarios()) {
    SCOPED_TRACE(scenario.name);
    for (const Variant& variant : scenario.variants) {
      SCOPED_TRACE(variant.name);
      const auto expectations = Expectations(variant);
      const auto found = [](const Expectation* expectation) {
        return expectation->verdict == Verdict::kFound;
      };
      if (variant.racy) {
        EXPECT_TRUE(
            std::any_of(expectations.begin(), expectations.end(), found));
      } else {
        EXPECT_TRUE(
            std::none_of(expectations.begin(), expectations.end(), found));
        EXPECT_EQ(variant.stress.verdict, Verdict::kSilent);
        EXPECT_EQ(variant.tsan.verdict, Verdict::kSilent);
      }
    }
  }
}

// A variant's answer is for one line of a table; and running a fixed one here,
// without any harness, finds nothing.
TEST(AllScenarios, FixedVariantsHoldTheirInvariantWithoutAHarness) {
  for (const Scenario& scenario : AllScenarios()) {
    for (const Variant& variant : scenario.variants) {
      if (variant.racy) continue;
      for (const Scale scale : {Scale::kFull, Scale::kSmall}) {
        EXPECT_EQ(variant.run(scale), "")
            << scenario.name << ":" << variant.name;
      }
    }
  }
}

}  // namespace
}  // namespace racekit
