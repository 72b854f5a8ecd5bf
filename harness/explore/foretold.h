// Deadlocks that did not happen, but could have: an execution is steered into
// them, and what happened then says more than what might have.

#ifndef RACEKIT_HARNESS_EXPLORE_FORETOLD_H_
#define RACEKIT_HARNESS_EXPLORE_FORETOLD_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "detectors/finding.h"
#include "harness/explore/execute.h"
#include "harness/schedule/schedule.h"

namespace racekit::internal {

// It says of locks in which order they are taken, and no more.
bool IsForetold(const Finding& finding);

// `foretold` became true in `finding`: whoever wanted a lock there waits for
// ever here.
bool CameTrue(const Finding& foretold, const Finding& finding);

bool CameTrueIn(const Finding& foretold, const std::vector<Finding>& findings);

// The deadlock that `foretold` says, from an execution that was steered into
// it. nullopt if none of a few ended there: which does not mean that none
// could. `points_of`: the execution that foretold it.
std::optional<Finding> SteerInto(const Finding& foretold, Executor& executor,
                                 const schedule::Schedule& points_of,
                                 std::uint64_t seed);

// Takes out what another of them shows to be true.
void DropWhatCameTrue(std::vector<Finding>& findings);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_FORETOLD_H_
