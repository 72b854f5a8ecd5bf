// Two executions of one program that did not write the same.

#ifndef RACEKIT_HARNESS_WHOLE_OUTPUT_DIFFERENCE_H_
#define RACEKIT_HARNESS_WHOLE_OUTPUT_DIFFERENCE_H_

#include <optional>
#include <string_view>

#include "detectors/finding.h"

namespace racekit::whole {

// nullopt if they are the same; else a finding (kOutputDiffers) that names the
// first line in which they are not.
std::optional<Finding> OutputDifference(std::string_view expected,
                                        std::string_view output);

}  // namespace racekit::whole

#endif  // RACEKIT_HARNESS_WHOLE_OUTPUT_DIFFERENCE_H_
