// Messages of last resort, from places where nothing but write(2) is safe.

#ifndef RACEKIT_HARNESS_RUNTIME_REFUSE_H_
#define RACEKIT_HARNESS_RUNTIME_REFUSE_H_

namespace racekit::runtime {

// The controlled world itself cannot go on: prints and aborts the process.
[[noreturn, gnu::cold]] void Fatal(const char* what, const char* detail = "");

// The body did something that the controlled world does not support: ends the
// execution with a finding that names it. On a controlled thread only.
[[noreturn]] void Refuse(const char* what);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_REFUSE_H_
