// What the data races of an exploration are on, by name. A race is named while
// its second access is in progress, when the stack still leads to the variable.

#ifndef RACEKIT_HARNESS_EXPLORE_RACE_NAMES_H_
#define RACEKIT_HARNESS_EXPLORE_RACE_NAMES_H_

#include "detectors/finding.h"
#include "detectors/race_record.h"
#include "harness/runtime/trace_event.h"

namespace racekit::internal {

// An exploration begins: all is forgotten, so that its report does not depend
// on what was explored before. From now on races are named, each pair of places
// in the code once, in a child process that does no harm to this one: neither
// the program's heap nor its clocks notice.
void ForgetRaceNames();

// From now on names that are found in a forked child are known here, too.
void ShareRaceNames();

// What is known about the memory of a race of the last execution.
Location LocationOf(const detectors::RaceRecord& race);

// The same for what an event of a trace is done to: NameEvent() is called in
// the middle of it (runtime::Trace::Watch()), LocationOfEvent() afterwards.
void NameEvent(const runtime::TraceEvent& event);
Location LocationOfEvent(const runtime::TraceEvent& event);

// An object's pointer to its virtual functions, which LocationOf() calls "vptr
// of" the object or class.
bool IsVptr(const Location& location);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_RACE_NAMES_H_
