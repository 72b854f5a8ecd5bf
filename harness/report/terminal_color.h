// Whether what is written somewhere is better in colour.
//
// Thread-safe, as long as nobody changes the environment.

#ifndef RACEKIT_HARNESS_REPORT_TERMINAL_COLOR_H_
#define RACEKIT_HARNESS_REPORT_TERMINAL_COLOR_H_

namespace racekit {

// True if `fd` is a terminal that knows of colour (TERM is neither unset nor
// "dumb"), and nobody has asked for none: NO_COLOR (no-color.org) is unset or
// empty. Files and pipes never get any.
bool WantsColor(int fd);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_TERMINAL_COLOR_H_
