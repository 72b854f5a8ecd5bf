// Printers that collect lines in a buffer and write them out when it is full.

#ifndef RACEKIT_SCENARIOS_PRINT_BUFFERED_PRINTER_H_
#define RACEKIT_SCENARIOS_PRINT_BUFFERED_PRINTER_H_

#include <cstddef>
#include <mutex>
#include <string_view>

namespace racekit::scenarios::print {

// What both printers below keep. Not thread-safe by itself.
class LineBuffer {
 public:
  explicit LineBuffer(int fd) : fd_(fd) {}

  // Takes a line, at most kSize - 1 characters of it, and writes out what is
  // there when it would not fit.
  void Add(std::string_view line);
  void Flush();

 private:
  static constexpr std::size_t kSize = 64;
  char text_[kSize];
  std::size_t used_ = 0;
  int fd_;
};

// BUG: a buffer for all threads, and no lock. Two threads that flush at once
// write the same lines twice; two that add at once write over each other.
class SharedBufferPrinter {
 public:
  explicit SharedBufferPrinter(int fd) : buffer_(fd) {}
  ~SharedBufferPrinter() { buffer_.Flush(); }

  void Print(std::string_view line) { buffer_.Add(line); }

 private:
  LineBuffer buffer_;
};

// Fixed: the buffer has a lock.
class LockedBufferPrinter {
 public:
  explicit LockedBufferPrinter(int fd) : buffer_(fd) {}
  ~LockedBufferPrinter() { buffer_.Flush(); }

  void Print(std::string_view line) {
    std::lock_guard<std::mutex> lock(mutex_);
    buffer_.Add(line);
  }

 private:
  std::mutex mutex_;
  LineBuffer buffer_;
};

}  // namespace racekit::scenarios::print

#endif  // RACEKIT_SCENARIOS_PRINT_BUFFERED_PRINTER_H_
