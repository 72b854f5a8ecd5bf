// Bytes of a file, read from front to back. Total: reading beyond the end gives
// zeros and makes the reader fail, so a damaged file can do no harm.

#ifndef RACEKIT_HARNESS_DWARF_BYTES_H_
#define RACEKIT_HARNESS_DWARF_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace racekit::dwarf {

struct Bytes {
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;

  bool empty() const { return size == 0; }
  // What follows `offset`; empty if that is beyond the end.
  Bytes From(std::uint64_t offset) const {
    if (offset > size) return {};
    return {data + offset, size - static_cast<std::size_t>(offset)};
  }
  Bytes Slice(std::uint64_t offset, std::uint64_t length) const {
    Bytes rest = From(offset);
    if (length < rest.size) rest.size = static_cast<std::size_t>(length);
    return rest;
  }
  // The C string at `offset`; "" if it does not end.
  const char* String(std::uint64_t offset) const {
    const Bytes rest = From(offset);
    if (rest.empty() || memchr(rest.data, 0, rest.size) == nullptr) return "";
    return reinterpret_cast<const char*>(rest.data);
  }
};

class Reader {
 public:
  explicit Reader(Bytes bytes) : next_(bytes.data), left_(bytes.size) {}

  bool ok() const { return ok_; }
  bool done() const { return left_ == 0 || !ok_; }
  std::size_t left() const { return left_; }

  // A little-endian number of `size` bytes, at most 8.
  std::uint64_t Number(std::size_t size) {
    std::uint64_t value = 0;
    if (const std::uint8_t* from = Take(size)) memcpy(&value, from, size);
    return value;
  }
  std::uint8_t U8() { return static_cast<std::uint8_t>(Number(1)); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Number(2)); }
  std::uint32_t U32() { return static_cast<std::uint32_t>(Number(4)); }
  std::uint64_t U64() { return Number(8); }
  std::int64_t Signed(std::size_t size) {
    const int unused = static_cast<int>(64 - 8 * size);
    return static_cast<std::int64_t>(Number(size) << unused) >> unused;
  }
  std::uint64_t Uleb() {
    std::uint64_t value = 0;
    int shift = 0;
    std::uint8_t byte;
    do {
      byte = U8();
      if (shift < 64) value |= std::uint64_t{byte & 0x7fu} << shift;
      shift += 7;
    } while ((byte & 0x80) != 0);
    return value;
  }
  std::int64_t Sleb() {
    std::uint64_t value = 0;
    int shift = 0;
    std::uint8_t byte;
    do {
      byte = U8();
      if (shift < 64) value |= std::uint64_t{byte & 0x7fu} << shift;
      shift += 7;
    } while ((byte & 0x80) != 0);
    if (shift < 64 && (byte & 0x40) != 0) value |= ~std::uint64_t{0} << shift;
    return static_cast<std::int64_t>(value);
  }
  const char* String() {
    const void* end = left_ == 0 ? nullptr : memchr(next_, 0, left_);
    if (end == nullptr) {
      Fail();
      return "";
    }
    const auto size = static_cast<const std::uint8_t*>(end) - next_ + 1;
    return reinterpret_cast<const char*>(Take(static_cast<std::size_t>(size)));
  }
  Bytes Block(std::uint64_t size) {
    const std::uint8_t* from = Take(size);
    if (from == nullptr) return {};
    return {from, static_cast<std::size_t>(size)};
  }
  void Skip(std::uint64_t size) { Take(size); }
  void Fail() {
    ok_ = false;
    left_ = 0;
  }

 private:
  const std::uint8_t* Take(std::uint64_t size) {
    if (size > left_) {
      Fail();
      return nullptr;
    }
    const std::uint8_t* from = next_;
    next_ += size;
    left_ -= static_cast<std::size_t>(size);
    return from;
  }

  const std::uint8_t* next_;
  std::size_t left_;
  bool ok_ = true;
};

}  // namespace racekit::dwarf

#endif  // RACEKIT_HARNESS_DWARF_BYTES_H_
