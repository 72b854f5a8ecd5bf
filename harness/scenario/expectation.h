// Whether what was found is what a scenario said would be.
//
// Pure: a report and an expectation in, words out.

#ifndef RACEKIT_HARNESS_SCENARIO_EXPECTATION_H_
#define RACEKIT_HARNESS_SCENARIO_EXPECTATION_H_

#include <string>

#include "harness/report/report.h"
#include "scenarios/scenario.h"

namespace racekit {

// "" where `report` is as expected; otherwise one line that says what was
// expected and what was found: "expected data-race, found nothing in 100 runs".
//
//   kFound   at least one finding is of one of the kinds; others may stand
//            beside it
//   kSilent  no finding
//   kEither  anything, except that nothing was controlled
//   kRefused each run was refused as unsupported, for the reason that it gives
//
// A report without executions is as nobody expected.
std::string Unexpected(const scenarios::Expectation& expectation,
                       const Report& report);

// "data-race or lost-update", "nothing", "anything", "refusal of fork()".
std::string ExpectationText(const scenarios::Expectation& expectation);

// The kinds found with how many runs showed each, most frequent first:
// "data-race (12), lost-update (3)"; "nothing".
std::string FoundText(const Report& report);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_SCENARIO_EXPECTATION_H_
