// ThreadSanitizer's reports, read from a log of anybody's program: gcc's or
// clang's, with or without a symboliser, among whatever else was written.
//
// Pure and total: whatever the text, there are no errors, only lines that are
// no report's.

#ifndef RACEKIT_HARNESS_TRIAGE_TSAN_LOG_H_
#define RACEKIT_HARNESS_TRIAGE_TSAN_LOG_H_

#include <string>
#include <string_view>
#include <vector>

#include "detectors/finding.h"

namespace racekit::triage {

struct TsanReport {
  // detector is "tsan"; `message` begins with TSan's own name of the kind. The
  // fingerprint is made of that, and of functions and files without lines, so
  // it survives changes elsewhere in a file; where there are no names, of
  // modules and offsets, which does not.
  Finding finding;
  // Why it may be a false alarm: a sentence each.
  std::vector<std::string> doubts;
  int line = 0;  // of its beginning in the log, from 1
};

// In the order of the log. A report that is cut off is told as far as it goes.
std::vector<TsanReport> ParseTsanLog(std::string_view text);

// One frame: "    #0 f(int) /src/a.cc:5:10 (prog+0x1234)". False if it is none.
bool ParseTsanFrame(std::string_view line, Frame& frame);

}  // namespace racekit::triage

#endif  // RACEKIT_HARNESS_TRIAGE_TSAN_LOG_H_
