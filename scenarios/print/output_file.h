// What was printed, to be read back.

#ifndef RACEKIT_SCENARIOS_PRINT_OUTPUT_FILE_H_
#define RACEKIT_SCENARIOS_PRINT_OUTPUT_FILE_H_

#include <string>
#include <string_view>

namespace racekit::scenarios::print {

// A file without a name, in memory, whose writes append. Ends the process if
// the system gives none.
class OutputFile {
 public:
  OutputFile();
  ~OutputFile();

  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  int fd() const { return fd_; }
  std::string Contents() const;

 private:
  int fd_;
};

// Writes all of `text` to `fd`. Safe in a forked child; ends the process if the
// system refuses.
void WriteAll(int fd, std::string_view text);

// "worker number 7"
std::string WorkerLine(int number);

// "" if `text` is the lines of workers 0 to `workers` - 1, each whole and once,
// in any order; else what is wrong with the first line that is not so.
std::string CheckLines(const std::string& text, int workers);

}  // namespace racekit::scenarios::print

#endif  // RACEKIT_SCENARIOS_PRINT_OUTPUT_FILE_H_
