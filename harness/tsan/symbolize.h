// Names for addresses, by ThreadSanitizer's own symboliser: it is in the binary
// anyway, and its reports and ours then agree.
//
// Thread-safe. Under clang it runs llvm-symbolizer, which must be on the PATH;
// without it frames have a module and an offset only.

#ifndef RACEKIT_HARNESS_TSAN_SYMBOLIZE_H_
#define RACEKIT_HARNESS_TSAN_SYMBOLIZE_H_

#include <cstdint>
#include <string>

#include "detectors/finding.h"
#include "harness/tsan/raw_report.h"

namespace racekit::internal {

// All frames, those of inlined functions included.
Stack Symbolize(const RawStack& stack);

// "counter"; empty for an address that is in no global variable.
std::string GlobalName(std::uintptr_t address);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_TSAN_SYMBOLIZE_H_
