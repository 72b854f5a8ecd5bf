// The table of options: names, values, help, and how a value is read.

#ifndef RACEKIT_HARNESS_OPTION_TABLE_H_
#define RACEKIT_HARNESS_OPTION_TABLE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "harness/options.h"

namespace racekit::internal {

struct OptionRow {
  OptionInfo info;
  // False for a value that it cannot read. Null where another part of racekit
  // reads it (Options::others).
  bool (*set)(absl::string_view text, Options& options);
};

// In the order in which help shows them.
absl::Span<const OptionRow> OptionTable();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_OPTION_TABLE_H_
