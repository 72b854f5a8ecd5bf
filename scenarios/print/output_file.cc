#include "scenarios/print/output_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace racekit::scenarios::print {
namespace {

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::abort();
}

// The number of the worker whose line this is; -1 if it is none's.
int ParseWorkerLine(std::string_view line, int workers) {
  const std::size_t space = line.rfind(' ');
  if (space == std::string_view::npos) return -1;
  int number = -1;
  std::from_chars(line.data() + space + 1, line.data() + line.size(), number);
  if (number < 0 || number >= workers) return -1;
  return line == WorkerLine(number) ? number : -1;
}

}  // namespace

OutputFile::OutputFile() : fd_(memfd_create("output", MFD_CLOEXEC)) {
  if (fd_ < 0) Die("memfd_create");
  // Else two writes at once may take the same place in the file: a race that
  // is not ours to show.
  if (fcntl(fd_, F_SETFL, O_APPEND) != 0) Die("fcntl");
}

OutputFile::~OutputFile() { close(fd_); }

std::string OutputFile::Contents() const {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t n =
        pread(fd_, buffer, sizeof(buffer), static_cast<off_t>(text.size()));
    if (n < 0) Die("pread");
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

void WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) Die("write");
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string WorkerLine(int number) {
  return "worker number " + std::to_string(number);
}

std::string CheckLines(const std::string& text, int workers) {
  std::vector<int> seen(static_cast<std::size_t>(workers), 0);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) {
      return "unfinished line \"" + text.substr(begin) + "\"";
    }
    const std::string line = text.substr(begin, end - begin);
    const int number = ParseWorkerLine(line, workers);
    if (number < 0) return "torn line \"" + line + "\"";
    if (++seen[static_cast<std::size_t>(number)] > 1) {
      return "doubled line \"" + line + "\"";
    }
    begin = end + 1;
  }
  for (int n = 0; n < workers; ++n) {
    if (seen[static_cast<std::size_t>(n)] == 0) {
      return "missing line \"" + WorkerLine(n) + "\"";
    }
  }
  return "";
}

}  // namespace racekit::scenarios::print
