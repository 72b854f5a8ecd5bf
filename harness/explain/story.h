// A trace, what was found in it, and the words for both: what the sentences
// about it are made from.

#ifndef RACEKIT_HARNESS_EXPLAIN_STORY_H_
#define RACEKIT_HARNESS_EXPLAIN_STORY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/explain/analysis.h"
#include "harness/explain/labels.h"
#include "harness/explain/names.h"
#include "harness/runtime/trace_event.h"

namespace racekit::explain {

struct Story {
  // All but `the_names` are only read; all must outlive this.
  Story(const Events& the_events, const Analysis& the_analysis,
        Names& the_names)
      : events(the_events),
        analysis(the_analysis),
        names(the_names),
        labels(the_names) {}

  const runtime::TraceEvent& Critical(std::size_t i) const {
    return events[analysis.critical[i]];
  }
  // Which of the critical events events[index] is; -1 if none.
  int WhichCritical(std::size_t index) const;

  // "account.cc:15".
  std::string Place(const runtime::TraceEvent& event);

  // `value` of the event's memory as text; empty if it is not known.
  std::string Value(const runtime::TraceEvent& event, std::uint64_t value);

  // Of the lock that events[lock] takes; "mutex_ (shared)" if it does not keep
  // out others who do the same.
  std::string LockName(std::size_t lock);

  // Of the locks that the thread of events[index] held then.
  std::vector<std::string> LockNames(std::size_t index);

  const Events& events;
  const Analysis& analysis;
  Names& names;
  Labels labels;
  // The memory that it is about; of kSteps, all that there is to say.
  std::string what;
};

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_STORY_H_
