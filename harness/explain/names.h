// Names for what a trace knows by address: memory, locks, places in the code.

#ifndef RACEKIT_HARNESS_EXPLAIN_NAMES_H_
#define RACEKIT_HARNESS_EXPLAIN_NAMES_H_

#include <cstddef>
#include <string>

#include "detectors/finding.h"
#include "harness/runtime/trace_event.h"

namespace racekit::explain {

// Where the words come from. Asked for each event that may be listed, and more
// than once.
class Names {
 public:
  virtual ~Names() = default;
  // The user's line of an event.
  virtual Frame PlaceOf(const runtime::TraceEvent& event) = 0;
  virtual Stack StackOf(const runtime::TraceEvent& event) = 0;
  // What the event is done to, as the user wrote it. Of the result, name and
  // type count; an empty name if nothing is known.
  virtual Location ObjectOf(const runtime::TraceEvent& event) = 0;
};

// The user's word for a thread: "main", "T1".
std::string ThreadName(int thread);

// A value of `size` bytes as text: by `type` ("int", "bool", "double", "T*")
// where that is known, else as a signed number. What looks like an address is
// "a pointer", since it is another in each run. Empty where the access is wider
// than a variable of that type.
std::string ValueText(std::uint64_t value, std::uint32_t size,
                      const std::string& type);

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_NAMES_H_
