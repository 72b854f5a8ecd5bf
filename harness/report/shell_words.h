// A command as a person can paste it into a shell.

#ifndef RACEKIT_HARNESS_REPORT_SHELL_WORDS_H_
#define RACEKIT_HARNESS_REPORT_SHELL_WORDS_H_

#include <string>
#include <vector>

namespace racekit {

// The words with spaces between, those in quotes that a shell would not take
// literally.
std::string ShellWords(const std::vector<std::string>& words);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_SHELL_WORDS_H_
