// Runs all items of a hunt, some of them side by side.

#ifndef RACEKIT_HARNESS_CLI_HUNT_HUNT_H_
#define RACEKIT_HARNESS_CLI_HUNT_HUNT_H_

#include <functional>
#include <string>
#include <vector>

#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/plan.h"

namespace racekit::cli {

// Runs one item; called from several threads at once.
using ItemRunner = std::function<ItemResult(const HuntItem&)>;

// Told about each item when it begins (result is null) and when it has ended.
// Never called by two threads at once.
using ItemObserver =
    std::function<void(const HuntItem& item, const ItemResult* result)>;

// First the items that are compared, one by one; then the others, at most
// `jobs` at a time. The results are in the order of the plan.
std::vector<ItemResult> Hunt(const std::vector<HuntItem>& plan, int jobs,
                             const ItemRunner& run,
                             const ItemObserver& observer);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_HUNT_H_
