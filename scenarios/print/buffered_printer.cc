#include "scenarios/print/buffered_printer.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "scenarios/print/output_file.h"

namespace racekit::scenarios::print {

void LineBuffer::Add(std::string_view line) {
  line = line.substr(0, kSize - 1);
  if (used_ + line.size() + 1 > kSize) Flush();  // racy: used_
  // Whatever other threads do to `used_` meanwhile, this stays inside text_.
  // racy: used_
  const std::size_t at = std::min(used_, kSize - 1 - line.size());
  std::memcpy(text_ + at, line.data(), line.size());  // racy: text_
  text_[at + line.size()] = '\n';                     // racy: text_
  used_ = at + line.size() + 1;                       // racy: used_
}

void LineBuffer::Flush() {
  WriteAll(fd_, std::string_view(text_, std::min(used_, kSize)));
  used_ = 0;
}

}  // namespace racekit::scenarios::print
