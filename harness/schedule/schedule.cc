#include "harness/schedule/schedule.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace racekit::schedule {

namespace {

constexpr std::string_view kPrefix = "rk1:";
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kChecksumBytes = 2;

std::uint16_t Checksum(std::string_view bytes) {
  std::uint32_t crc = 0xffff;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 8;
    for (int i = 0; i < 8; ++i) {
      crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
    }
  }
  return static_cast<std::uint16_t>(crc);
}

void AppendVarint(std::uint64_t value, std::string& bytes) {
  for (; value >= 0x80; value >>= 7) {
    bytes += static_cast<char>(value | 0x80);
  }
  bytes += static_cast<char>(value);
}

void AppendPlaces(const Schedule& schedule, std::string& bytes) {
  std::vector<std::uint64_t> places(schedule.places().begin(),
                                    schedule.places().end());
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  AppendVarint(places.size(), bytes);
  std::uint64_t next = 0;
  for (const std::uint64_t place : places) {
    AppendVarint(place - next, bytes);
    next = place + 1;
  }
}

std::string Encode(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (count += 8; count >= 6; count -= 6) {
      text += kDigits[bits >> (count - 6) & 63];
    }
  }
  if (count > 0) text += kDigits[bits << (6 - count) & 63];
  return text;
}

// The text position of the digit that holds the first bit of a byte.
std::size_t PositionOfByte(std::size_t byte) {
  return kPrefix.size() + byte * 8 / 6;
}

// As it can be shown in a message.
std::string Quoted(char c) {
  if (c > ' ' && c < 0x7f) return {'\'', c, '\''};
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'b', 'y', 't', 'e', ' ', '0', 'x', kHex[byte >> 4], kHex[byte & 15]};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  ScheduleError Read(Schedule& schedule) {
    if (Decode() && CheckSum() && ReadPlaces(schedule) && ReadRuns(schedule)) {
      return {};
    }
    schedule.Clear();
    return error_;
  }

 private:
  bool Fail(std::size_t position, std::string message) {
    error_.position = position;
    error_.message = "schedule, position " + std::to_string(position) + ": " +
                     std::move(message);
    return false;
  }

  bool Decode() {
    if (text_.substr(0, kPrefix.size()) != kPrefix) return FailAtPrefix();
    std::uint32_t bits = 0;
    int count = 0;
    for (std::size_t i = kPrefix.size(); i < text_.size(); ++i) {
      const std::size_t digit = kDigits.find(text_[i]);
      if (digit == std::string_view::npos) {
        return Fail(i, Quoted(text_[i]) +
                           " is no digit of a schedule (A-Z a-z 0-9 - _); "
                           "was more copied than the schedule?");
      }
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
      count += 6;
      if (count >= 8) {
        count -= 8;
        bytes_ += static_cast<char>(bits >> count);
      }
    }
    if (count == 6 || (bits & ((1u << count) - 1)) != 0) {
      return Fail(text_.size() - 1,
                  Quoted(text_.back()) +
                      " cannot be the last digit; the schedule is cut short "
                      "or was changed");
    }
    return true;
  }

  bool FailAtPrefix() {
    std::size_t i = 0;
    while (i < text_.size() && i < kPrefix.size() && text_[i] == kPrefix[i]) {
      ++i;
    }
    const std::string found = i == text_.size() ? "the end" : Quoted(text_[i]);
    return Fail(i,
                "expected 'rk1:', which begins every schedule that this "
                "version of racekit can read, found " +
                    found);
  }

  bool CheckSum() {
    if (bytes_.size() < kChecksumBytes) {
      return Fail(text_.size(), "ends before its checksum; copy all of it");
    }
    const std::size_t size = bytes_.size() - kChecksumBytes;
    const std::uint16_t sum =
        Checksum(std::string_view(bytes_).substr(0, size));
    if (bytes_[size] != static_cast<char>(sum >> 8) ||
        bytes_[size + 1] != static_cast<char>(sum)) {
      return Fail(PositionOfByte(size),
                  "the checksum does not fit; the schedule is cut short or "
                  "was changed");
    }
    bytes_.resize(size);
    return true;
  }

  bool ReadVarint(std::uint64_t& value) {
    const std::size_t start = at_;
    value = 0;
    for (int shift = 0; at_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      if (shift > 56) return Fail(PositionOfByte(start), "number too large");
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) != 0) continue;
      if (byte == 0 && shift > 0) {
        return Fail(PositionOfByte(start), "number with a leading zero");
      }
      return true;
    }
    return Fail(PositionOfByte(start), "ends within a number");
  }

  bool ReadPlaces(Schedule& schedule) {
    schedule.Clear();
    std::uint64_t count = 0;
    if (!ReadVarint(count)) return false;
    if (count > Schedule::kMaxPlaces) {
      return Fail(PositionOfByte(0), "more places than any schedule has");
    }
    std::uint64_t next = 0;  // the least that the next one can be
    for (; count > 0; --count) {
      const std::size_t position = PositionOfByte(at_);
      std::uint64_t distance = 0;
      if (!ReadVarint(distance)) return false;
      if (next > Schedule::kMaxPlace || distance > Schedule::kMaxPlace - next) {
        return Fail(position, "a place outside any program");
      }
      schedule.AddPlace(next + distance);
      next += distance + 1;
    }
    return true;
  }

  bool ReadRuns(Schedule& schedule) {
    while (at_ < bytes_.size()) {
      const std::size_t position = PositionOfByte(at_);
      std::uint64_t head = 0;
      std::uint64_t more = 0;
      if (!ReadVarint(head)) return false;
      if ((head & 1) != 0 && !ReadVarint(more)) return false;
      const std::uint64_t choices = (head & 1) != 0 ? more + 2 : 1;
      if (head >> 1 >= Schedule::kMaxThreads) {
        return Fail(position, "thread " + std::to_string(head >> 1) +
                                  " is more than the last possible one, " +
                                  std::to_string(Schedule::kMaxThreads - 1));
      }
      if (choices > Schedule::kMaxChoices - schedule.choices()) {
        return Fail(position, "more choices than any execution can have");
      }
      const auto thread = static_cast<ThreadId>(head >> 1);
      if (!schedule.runs().empty() && schedule.runs().back().thread == thread) {
        return Fail(position, "two runs of thread " + std::to_string(thread) +
                                  " in a row, which are one");
      }
      schedule.Append(thread, choices);
    }
    return true;
  }

  const std::string_view text_;
  std::string bytes_;
  std::size_t at_ = 0;
  ScheduleError error_;
};

}  // namespace

std::string ToString(const Schedule& schedule) {
  std::string bytes;
  AppendPlaces(schedule, bytes);
  for (const Schedule::Run& run : schedule.runs()) {
    const auto thread = static_cast<std::uint64_t>(run.thread);
    AppendVarint(thread << 1 | (run.choices > 1 ? 1 : 0), bytes);
    if (run.choices > 1) AppendVarint(run.choices - 2, bytes);
  }
  const std::uint16_t sum = Checksum(bytes);
  bytes += static_cast<char>(sum >> 8);
  bytes += static_cast<char>(sum);
  return std::string(kPrefix) + Encode(bytes);
}

ScheduleError Parse(std::string_view text, Schedule& schedule) {
  return Reader(text).Read(schedule);
}

}  // namespace racekit::schedule
