// Printers that several threads print lines with.

#ifndef RACEKIT_SCENARIOS_PRINT_LINE_PRINTER_H_
#define RACEKIT_SCENARIOS_PRINT_LINE_PRINTER_H_

#include <mutex>
#include <string>
#include <string_view>

#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::print {

// BUG: another thread can print between the line and its end. Each write is
// whole, and there is no data race: nothing in memory is shared.
class TwoWritesPrinter {
 public:
  explicit TwoWritesPrinter(int fd) : fd_(fd) {}
  void Print(std::string_view line);

 private:
  int fd_;
};

// Fixed: a lock around both writes.
class LockedPrinter {
 public:
  explicit LockedPrinter(int fd) : fd_(fd) {}
  void Print(std::string_view line);

 private:
  std::mutex mutex_;
  int fd_;
};

// The same with an absl::Mutex.
class AbslLockedPrinter {
 public:
  explicit AbslLockedPrinter(int fd) : fd_(fd) {}
  void Print(std::string_view line);

 private:
  absl::Mutex mutex_;
  int fd_;
};

// Fixed: the line and its end are one write.
class OneWritePrinter {
 public:
  explicit OneWritePrinter(int fd) : fd_(fd) {}
  void Print(std::string_view line);

 private:
  int fd_;
};

}  // namespace racekit::scenarios::print

#endif  // RACEKIT_SCENARIOS_PRINT_LINE_PRINTER_H_
