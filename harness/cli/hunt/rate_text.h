// Failure rates as text.

#ifndef RACEKIT_HARNESS_CLI_HUNT_RATE_TEXT_H_
#define RACEKIT_HARNESS_CLI_HUNT_RATE_TEXT_H_

#include <string>

#include "harness/report/report.h"

namespace racekit::cli {

// "0.4 %", "12 %", "100 %": two digits that mean something, but never 0 or 100
// for what is not.
std::string Percent(double share);

// "2.4 %"; "2.4 % (1.4-4.1)", with its 95 % Wilson interval in percent; and
// "12/500 = 2.4 % (1.4-4.1)". "" where there were no runs.
std::string ShareText(const FailureRate& rate);
std::string RateText(const FailureRate& rate);
std::string FullRateText(const FailureRate& rate);

// How much more often a run fails with injected sleeps: "41x"; "over 120x"
// where it never failed without them, which tells only that its rate is below
// the interval's end; "none" where there is none.
std::string EffectText(const FailureRate& plain, const FailureRate& injected);

// Injected sleeps are worth having: they make failures at least ten times as
// frequent, or fail more than 90 % of all runs.
bool IsWorthwhile(const FailureRate& plain, const FailureRate& injected);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_RATE_TEXT_H_
