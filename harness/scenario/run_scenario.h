// Hunting one variant of a scenario, in the way that this binary was built for.

#ifndef RACEKIT_HARNESS_SCENARIO_RUN_SCENARIO_H_
#define RACEKIT_HARNESS_SCENARIO_RUN_SCENARIO_H_

#include "detectors/finding.h"
#include "harness/report/report.h"
#include "harness/stress.h"
#include "scenarios/scenario.h"

namespace racekit {

// What the binary that this is called in must say about `variant`: its
// `explore` expectation where threads are controlled, `tsan` under
// ThreadSanitizer, else `stress`.
const scenarios::Expectation& ExpectationHere(
    const scenarios::Variant& variant);

// The kind of finding that a scenario's own observation is. Kinds that take
// more than a wrong result to establish (a data race, a deadlock) are not
// claimed on its word.
FindingKind ObservationKind(const scenarios::Scenario& scenario);

// The budget that the scenario asks for: variant.runs runs, or
// variant.executions on controlled threads, however long they take. Variants
// that are expected to hang get a short time limit per run and stop at the
// first, since each hang costs all of it.
StressOptions ScenarioOptions(const scenarios::Variant& variant);

// Stress()es the variant; in a binary of the explore variant, Explore()s it at
// the small scale, by the runs, time, seed and stop_at_first of `options`.
// Report::test is "<scenario>:<variant>".
//
// Under ThreadSanitizer only what ThreadSanitizer says counts, next to crashes
// and hangs: a broken invariant that the scenario itself observed is not
// counted, or "TSan is silent" could not be told from "the race did not show".
Report RunScenario(const scenarios::Scenario& scenario,
                   const scenarios::Variant& variant,
                   const StressOptions& options);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_SCENARIO_RUN_SCENARIO_H_
