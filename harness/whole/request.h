// What `racekit hunt` and `racekit replay` ask of the program that they start:
// by its environment. What is common to all tests goes by RACEKIT_SEED and its
// like (harness/options.h), the rest by the variables here.

#ifndef RACEKIT_HARNESS_WHOLE_REQUEST_H_
#define RACEKIT_HARNESS_WHOLE_REQUEST_H_

#include <cstdint>
#include <optional>
#include <regex>
#include <string>

#include "absl/status/statusor.h"

namespace racekit::whole {

// The folder of this hunt: the program is to be explored. Must exist.
inline constexpr char kFolderVariable[] = "RACEKIT_WHOLE_FOLDER";
// With which status it is to exit; 0 unless said otherwise.
inline constexpr char kExpectExitVariable[] = "RACEKIT_WHOLE_EXPECT_EXIT";
// "1": each execution is to write the same to standard output.
inline constexpr char kSameOutputVariable[] = "RACEKIT_WHOLE_SAME_OUTPUT";
// "1": each execution is to write the same lines there, in any order.
inline constexpr char kSameLinesVariable[] = "RACEKIT_WHOLE_SAME_LINES";
// How each line there is to look: a regular expression (ECMAScript's).
inline constexpr char kLineVariable[] = "RACEKIT_WHOLE_LINE";
// "each": executions write to the program's own standard output and error;
// "first": what the first one wrote there is copied to those.
inline constexpr char kShowOutputVariable[] = "RACEKIT_WHOLE_SHOW_OUTPUT";

// Bytes: no file that an execution writes may be longer.
inline constexpr char kFileSizeVariable[] = "RACEKIT_WHOLE_FILE_SIZE";
// "1": executions run in the scratch folder, not where the hunt was started.
inline constexpr char kInScratchVariable[] = "RACEKIT_WHOLE_IN_SCRATCH";

// So many executions are over already, of a hunt that was killed.
inline constexpr char kFirstVariable[] = "RACEKIT_WHOLE_FIRST";

// In that folder, written by the program:
//   report.json   what it has found so far (harness/report/json.h), when there
//                 is something new; at the end with all that is known
//   progress      how many executions are over, in digits, now and then
//   scratch/      a folder for each execution to itself, empty at its start:
//                 $TMPDIR
//   EXECUTION.stdout, EXECUTION.stderr
//                 what the execution wrote in which something was first found
inline constexpr char kReportFile[] = "report.json";
inline constexpr char kProgressFile[] = "progress";

// How the program's process ends when it has been explored.
inline constexpr int kExplored = 0;
inline constexpr int kBadRequest = 2;  // standard error says what is wrong
inline constexpr int kFailed = 3;      // so does it here

struct Request {
  std::string folder;
  int expect_exit = 0;
  std::int64_t first = 0;
  bool same_output = false;
  bool same_lines = false;
  std::optional<std::regex> line;
  bool show_each = false;
  bool show_first = false;
  std::int64_t file_size = 0;  // 0: no limit
  bool in_scratch = false;
};

// Reads and removes the variables above, so that the program does not see them.
// nullopt if it is to run as if racekit were not there.
absl::StatusOr<std::optional<Request>> TakeRequest();

}  // namespace racekit::whole

#endif  // RACEKIT_HARNESS_WHOLE_REQUEST_H_
