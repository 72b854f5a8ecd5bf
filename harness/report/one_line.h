#ifndef RACEKIT_HARNESS_REPORT_ONE_LINE_H_
#define RACEKIT_HARNESS_REPORT_ONE_LINE_H_

#include <string>

namespace racekit::internal {

// `text` on one line: line ends and the blanks around them become one blank.
std::string OneLine(const std::string& text);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_REPORT_ONE_LINE_H_
