#include "harness/report/lanes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "harness/report/frames.h"

namespace racekit {
namespace {

// So many events left out deserve a line of their own.
constexpr std::int64_t kWorthALine = 100;
constexpr int kMargin = 2;
constexpr int kGap = 2;
// Lanes closer to each other than this cannot be told apart.
constexpr int kLeastStep = 6;

std::string LaneName(int thread) {
  return thread == 0 ? "main" : absl::StrCat("T", thread);
}

// The last part of a qualified name.
absl::string_view ShortName(absl::string_view name) {
  if (absl::StrContains(name, ' ')) return name;
  const std::size_t colons = name.rfind("::");
  return colons == absl::string_view::npos ? name : name.substr(colons + 2);
}

std::string CellText(const ExplainedEvent& event) {
  const std::string object(ShortName(event.object));
  std::string text;
  if (event.action == "read" || event.action == "load") {
    text = absl::StrCat(event.action, "  ", object);
  } else if (event.action == "update") {
    text = absl::StrCat("update ", object);
  } else if (event.action == "lock-shared") {
    text = absl::StrCat("lock ", object, " (shared)");
  } else if (event.action == "unlock-shared") {
    text = absl::StrCat("unlock ", object, " (shared)");
  } else if (event.action == "wait") {
    text = event.other >= 0
               ? absl::StrCat("wait for the end of ", LaneName(event.other))
               : absl::StrCat("wait for ", object);
  } else if (event.action == "create" || event.action == "join") {
    return absl::StrCat(event.action, " ", LaneName(event.other));
  } else {
    text = absl::StrCat(event.action, object.empty() ? "" : " ", object);
  }
  if (event.action == "update" && !event.before.empty()) {
    absl::StrAppend(&text, " = ", event.before, " -> ", event.value);
  } else if (!event.value.empty()) {
    absl::StrAppend(&text, " = ", event.value);
  }
  const std::string place = ShortSite(event.place);
  if (event.place.line > 0) absl::StrAppend(&text, "  ", place);
  return text;
}

struct Row {
  int thread = 0;
  std::string text;
  std::string remark;
  bool critical = false;
  std::int64_t left_out = 0;  // instead of an event
};

bool Gathers(const ExplainedEvent& event) {
  return event.action == "create" || event.action == "join";
}

std::vector<Row> RowsOf(const Explanation& explanation, bool all,
                        std::int64_t& left_out) {
  std::vector<Row> rows;
  const ExplainedEvent* last = nullptr;
  std::int64_t gap = 0;
  for (const ExplainedEvent& event : explanation.events) {
    gap += event.left_out;
    if (!event.shown && !all) {
      ++gap;
      continue;
    }
    left_out += gap;
    if (gap >= kWorthALine && !rows.empty()) {
      Row row;
      row.left_out = gap;
      rows.push_back(std::move(row));
      last = nullptr;
    }
    gap = 0;
    if (last != nullptr && Gathers(event) && last->action == event.action &&
        last->thread == event.thread) {
      // "create T1 T2"
      absl::StrAppend(&rows.back().text, " ", LaneName(event.other));
    } else {
      Row row;
      row.thread = event.thread;
      row.text = CellText(event);
      row.remark = event.remark;
      row.critical = event.critical;
      rows.push_back(std::move(row));
    }
    last = &event;
  }
  left_out += gap + explanation.left_out;
  return rows;
}

class Table {
 public:
  Table(const std::vector<Row>& rows, int columns) : columns_(columns) {
    for (const Row& row : rows) {
      if (row.left_out > 0) continue;
      int& width = widths_[row.thread];
      const int text = static_cast<int>(row.text.size());
      width = std::max(
          {width, text, static_cast<int>(LaneName(row.thread).size())});
    }
    Place();
  }

  std::vector<std::string> Lines(const std::vector<Row>& rows) const {
    std::vector<std::string> lines;
    if (!prefixed_) lines.push_back(Header());
    for (const Row& row : rows) {
      if (row.left_out > 0) {
        lines.push_back(absl::StrFormat(
            "%s... %d more events", std::string(kMargin, ' '), row.left_out));
        continue;
      }
      const int at = prefixed_ ? kMargin : offsets_.at(row.thread);
      std::string line = row.critical ? "> " : "  ";
      line.resize(static_cast<std::size_t>(at), ' ');
      if (prefixed_) {
        absl::StrAppend(&line, absl::StrFormat("%-*s", NameWidth() + kGap,
                                               LaneName(row.thread)));
      }
      absl::StrAppend(&line, row.text);
      AddRemark(row, at, line, lines);
    }
    return lines;
  }

 private:
  void Place() {
    int end = kMargin;
    int widest = 0;
    for (const auto& [thread, width] : widths_) {
      offsets_[thread] = end;
      end += width + kGap;
      widest = std::max(widest, width);
    }
    const int lanes = static_cast<int>(widths_.size());
    if (end - kGap <= columns_ || lanes < 2) return;
    const int step = (columns_ - kMargin - widest) / (lanes - 1);
    if (step < kLeastStep) {
      prefixed_ = true;
      return;
    }
    int offset = kMargin;
    for (auto& [thread, at] : offsets_) {
      at = offset;
      offset += step;
    }
  }

  int NameWidth() const {
    int width = 0;
    for (const auto& [thread, unused] : widths_) {
      width = std::max(width, static_cast<int>(LaneName(thread).size()));
    }
    return width;
  }

  std::string Header() const {
    std::string line;
    for (const auto& [thread, at] : offsets_) {
      line.resize(std::max(line.size(), static_cast<std::size_t>(at)), ' ');
      absl::StrAppend(&line, LaneName(thread));
    }
    return line;
  }

  void AddRemark(const Row& row, int at, std::string& line,
                 std::vector<std::string>& lines) const {
    const std::string remark =
        row.remark.empty() ? "" : absl::StrCat("<- ", row.remark);
    if (remark.empty() ||
        static_cast<int>(line.size() + remark.size()) + kGap <= columns_) {
      if (!remark.empty()) {
        absl::StrAppend(&line, std::string(kGap, ' '), remark);
      }
      lines.push_back(std::move(line));
      return;
    }
    lines.push_back(std::move(line));
    const int from =
        std::min(at + kGap,
                 std::max(kMargin, columns_ - static_cast<int>(remark.size())));
    lines.push_back(
        absl::StrCat(std::string(static_cast<std::size_t>(from), ' '), remark));
  }

  const int columns_;
  bool prefixed_ = false;
  std::map<int, int> widths_;   // by thread: of its widest event
  std::map<int, int> offsets_;  // by thread
};

}  // namespace

std::vector<std::string> LanesToText(const Explanation& explanation,
                                     const LaneOptions& options) {
  std::int64_t left_out = 0;
  const std::vector<Row> rows = RowsOf(explanation, options.all, left_out);
  if (rows.empty()) return {};
  std::vector<std::string> lines = Table(rows, options.columns).Lines(rows);
  if (left_out > 0) {
    lines.push_back(absl::StrFormat(
        "  (%d event%s of no interest left out%s)", left_out,
        left_out == 1 ? "" : "s",
        options.all ? "" : "; RACEKIT_VERBOSE=1 shows those nearby"));
  }
  return lines;
}

}  // namespace racekit
