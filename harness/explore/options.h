// RACEKIT_* variables and --racekit_* flags as ExploreOptions.

#ifndef RACEKIT_HARNESS_EXPLORE_OPTIONS_H_
#define RACEKIT_HARNESS_EXPLORE_OPTIONS_H_

#include "harness/explore.h"
#include "harness/options.h"

namespace racekit::internal {

// `options` with all that was asked for put in. What only other variants know
// (injection, say) is without effect.
ExploreOptions ApplyTo(ExploreOptions options, const Options& asked);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_OPTIONS_H_
