#include "harness/linearizable/scenario.h"

#include <algorithm>

#include "harness/schedule/random.h"

namespace racekit::internal {
namespace {

using schedule::Random;

int Between(Random& random, int low, int high) {
  return low + static_cast<int>(
                   random.Below(static_cast<std::uint64_t>(high - low + 1)));
}

std::vector<Call> MakeCalls(const std::vector<int>& arguments, int count,
                            Random& random) {
  std::vector<Call> calls;
  for (int i = 0; i < count; ++i) {
    Call call;
    call.operation = Between(random, 0, static_cast<int>(arguments.size()) - 1);
    call.arguments = Between(
        random, 0, arguments[static_cast<std::size_t>(call.operation)] - 1);
    calls.push_back(call);
  }
  return calls;
}

// In the order of CallScenario::All().
std::vector<Call*> Calls(CallScenario& scenario) {
  std::vector<Call*> all;
  for (Call& call : scenario.before) all.push_back(&call);
  for (std::vector<Call>& thread : scenario.threads) {
    for (Call& call : thread) all.push_back(&call);
  }
  for (Call& call : scenario.after) all.push_back(&call);
  return all;
}

void AddSimpler(const CallScenario& scenario,
                std::vector<Call> CallScenario::*part,
                std::vector<CallScenario>& all) {
  for (std::size_t i = 0; i < (scenario.*part).size(); ++i) {
    CallScenario without = scenario;
    (without.*part)
        .erase((without.*part).begin() + static_cast<std::ptrdiff_t>(i));
    all.push_back(without);
  }
}

}  // namespace

CallScenario MakeScenario(const std::vector<int>& arguments,
                          const ScenarioSize& size, std::uint64_t seed,
                          std::uint64_t number) {
  Random random = Random::For(seed, number);
  // What fails small is understood soonest.
  constexpr std::uint64_t kSmall = 8;
  const bool small = number < kSmall;
  const int threads = small ? 2 : Between(random, 2, size.threads);
  const int calls = small ? std::min(2, size.calls) : size.calls;
  CallScenario scenario;
  scenario.before =
      MakeCalls(arguments, Between(random, 0, size.outside), random);
  for (int i = 0; i < threads; ++i) {
    scenario.threads.push_back(
        MakeCalls(arguments, Between(random, 1, calls), random));
  }
  scenario.after =
      MakeCalls(arguments, Between(random, 0, size.outside), random);
  return scenario;
}

std::vector<CallScenario> Simpler(const CallScenario& scenario) {
  std::vector<CallScenario> all;
  if (scenario.threads.size() > 2) {
    for (std::size_t i = 0; i < scenario.threads.size(); ++i) {
      CallScenario without = scenario;
      without.threads.erase(without.threads.begin() +
                            static_cast<std::ptrdiff_t>(i));
      all.push_back(without);
    }
  }
  AddSimpler(scenario, &CallScenario::before, all);
  AddSimpler(scenario, &CallScenario::after, all);
  for (std::size_t i = 0; i < scenario.threads.size(); ++i) {
    if (scenario.threads[i].size() < 2) continue;
    for (std::size_t k = 0; k < scenario.threads[i].size(); ++k) {
      CallScenario without = scenario;
      std::vector<Call>& calls = without.threads[i];
      calls.erase(calls.begin() + static_cast<std::ptrdiff_t>(k));
      all.push_back(without);
    }
  }
  for (std::size_t i = 0; i < scenario.All().size(); ++i) {
    CallScenario lower = scenario;
    int& arguments = Calls(lower)[i]->arguments;
    const int before = arguments;
    if (before == 0) continue;
    arguments = 0;
    all.push_back(lower);
    if (before == 1) continue;
    arguments = before - 1;
    all.push_back(lower);
  }
  return all;
}

}  // namespace racekit::internal
