// Lines of a report for a person: how long they may be, and where they break.

#ifndef RACEKIT_HARNESS_REPORT_TEXT_WRITER_H_
#define RACEKIT_HARNESS_REPORT_TEXT_WRITER_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "harness/report/text.h"

namespace racekit {

class TextWriter {
 public:
  static constexpr std::size_t kColumns = 100;

  explicit TextWriter(const TextOptions& options) : options_(options) {}

  // What is too long goes on below, further to the right.
  void Line(absl::string_view line);

  // The label in colour, if that is wanted.
  void Headline(absl::string_view label, absl::string_view line);

  // As it is, however long.
  void Raw(absl::string_view text);

  // "  label : words", broken between words, continued below the first one or
  // behind `indent`.
  void Wrapped(absl::string_view label, absl::string_view words,
               absl::string_view indent = "");

  bool verbose() const { return options_.verbose; }
  std::string Take() { return std::move(text_); }

 private:
  const TextOptions options_;
  std::string text_;
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_TEXT_WRITER_H_
