// The list of detectors: what options and documents call them, and which are on
// if nobody says anything. harness/runtime/panel.cc has them in this order.
//
// Public header (C++17).

#ifndef RACEKIT_DETECTORS_DETECTOR_NAMES_H_
#define RACEKIT_DETECTORS_DETECTOR_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace racekit::detectors {

struct DetectorName {
  std::string_view name;
  bool by_default;
  std::string_view summary;  // what it finds
};

inline constexpr DetectorName kDetectorNames[] = {
    {"happens-before", true, "data races"},
    {"lock-order", true, "locks taken in orders that can deadlock"},
    {"misuse", true, "locks and condition variables used as nobody may"},
    {"atomicity", true, "steps (RACEKIT_ATOMIC) that others came between"},
    {"predicted-race", true,
     "data races of executions that did not happen yet"},
    {"spurious-wakeup", true, "waits whose predicate is not checked again"},
    {"order-violation", true, "heap memory that is read before it is filled"},
    {"lockset", false, "memory that is locked here and not there"},
};

// "spurious-wakeup" is no Detector: executions are made to have what it looks
// for.

// A set of them: bit i stands for kDetectorNames[i].
using DetectorSet = std::uint32_t;

constexpr DetectorSet DefaultDetectors() {
  DetectorSet set = 0;
  DetectorSet bit = 1;
  for (const DetectorName& detector : kDetectorNames) {
    if (detector.by_default) set |= bit;
    bit <<= 1;
  }
  return set;
}

constexpr bool Contains(DetectorSet set, std::string_view name) {
  for (const DetectorName& detector : kDetectorNames) {
    if (detector.name == name) return (set & 1) != 0;
    set >>= 1;
  }
  return false;
}

// Names, separated by commas and read from left to right: "default", "all" and
// "none" stand for sets, and "-NAME" takes one away, so "default,-lockset" is
// all that are on by default but that one. A list that begins with "-" begins
// with "default". False if a name is none; `error` then lists the right ones.
bool ParseDetectors(std::string_view text, DetectorSet& set,
                    std::string& error);

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_DETECTOR_NAMES_H_
