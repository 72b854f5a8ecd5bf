// Why a trace ends as it does, in sentences.

#ifndef RACEKIT_HARNESS_EXPLAIN_REASONS_H_
#define RACEKIT_HARNESS_EXPLAIN_REASONS_H_

#include <string>
#include <vector>

#include "harness/explain/analysis.h"
#include "harness/explain/story.h"

namespace racekit::explain {

// In a line: "lost update on balance_". Empty if there is no more to say than
// the finding itself does.
std::string Headline(Story& story);

// Which lock is missing, who waits for whom.
std::vector<std::string> Reasons(Story& story);

// "T1 waits for M1 at account.cc:15, held by T2 since account.cc:20".
std::string WaitText(Story& story, const Wait& wait);

// The same without "T1 ".
std::string WaitAction(Story& story, const Wait& wait);

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_REASONS_H_
