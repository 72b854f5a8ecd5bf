// What the things of a trace are called in sentences about it.

#ifndef RACEKIT_HARNESS_EXPLAIN_LABELS_H_
#define RACEKIT_HARNESS_EXPLAIN_LABELS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "detectors/finding.h"
#include "harness/explain/names.h"
#include "harness/runtime/trace_event.h"

namespace racekit::explain {

// "read", "lock", "notify", ...
const char* ActionName(runtime::TraceKind kind);

// The event is done to something that has a name.
bool HasObject(const runtime::TraceEvent& event);

// The names of objects: the user's, or numbers in the order in which they come
// up.
class Labels {
 public:
  // `names` must outlive this.
  explicit Labels(Names& names) : names_(names) {}

  const Location& Of(const runtime::TraceEvent& event);

  // Different objects of one name ("from.mutex" on each of two threads) are
  // told apart by numbers.
  void TellApart();

  // "T1's write at account.cc:15"; and "T1's notify of CV1 at ..." if
  // `with_object` and it is no access to memory.
  std::string Phrase(const runtime::TraceEvent& event, bool with_object);

 private:
  std::string Numbered(const runtime::TraceEvent& event);

  Names& names_;
  std::map<std::uintptr_t, Location> known_;
  std::vector<std::uintptr_t> order_;  // in which they came up
  int locks_ = 0;
  int variables_ = 0;
  int conditions_ = 0;
};

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_LABELS_H_
