#include "scenarios/print/line_printer.h"

#include <mutex>
#include <string>
#include <string_view>

#include "absl/synchronization/mutex.h"
#include "scenarios/print/output_file.h"

namespace racekit::scenarios::print {

void TwoWritesPrinter::Print(std::string_view line) {
  WriteAll(fd_, line);
  WriteAll(fd_, "\n");
}

void LockedPrinter::Print(std::string_view line) {
  std::lock_guard<std::mutex> lock(mutex_);
  WriteAll(fd_, line);
  WriteAll(fd_, "\n");
}

void AbslLockedPrinter::Print(std::string_view line) {
  absl::MutexLock lock(&mutex_);
  WriteAll(fd_, line);
  WriteAll(fd_, "\n");
}

void OneWritePrinter::Print(std::string_view line) {
  std::string whole(line);
  whole += '\n';
  WriteAll(fd_, whole);
}

}  // namespace racekit::scenarios::print
