// What took part in an exploration and could not be seen into, in words.

#ifndef RACEKIT_HARNESS_EXPLORE_FOREIGN_NOTES_H_
#define RACEKIT_HARNESS_EXPLORE_FOREIGN_NOTES_H_

#include <string>
#include <vector>

namespace racekit::internal {

// One line for each shared library that synchronised but is not instrumented
// (libc and libstdc++ do so for whoever calls them, and are not meant), and one
// if threads that are not controlled took part. Since the last
// ForgetForeignCode().
std::vector<std::string> ForeignNotes();

void ForgetForeignCode();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_FOREIGN_NOTES_H_
