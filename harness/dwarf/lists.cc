// Lists of address ranges and of locations.

#include "harness/dwarf/debug_info.h"

namespace racekit::dwarf {
namespace {

// Kinds of list entries in DWARF 5. Lists of ranges lack the default location
// and count on from there.
enum ListEntry : std::uint8_t {
  kEndOfList = 0,
  kBaseAddressx = 1,
  kStartxEndx = 2,
  kStartxLength = 3,
  kOffsetPair = 4,
};
enum RangeEntry : std::uint8_t {
  kRangeBaseAddress = 5,
  kRangeStartEnd = 6,
  kRangeStartLength = 7,
};
enum LocationEntry : std::uint8_t {
  kDefaultLocation = 5,
  kLocationBaseAddress = 6,
  kLocationStartEnd = 7,
  kLocationStartLength = 8,
};

constexpr std::uint64_t kNewBase = ~std::uint64_t{0};  // DWARF 4

}  // namespace

std::uint64_t Unit::ListOffset(Bytes section, std::uint64_t base,
                               std::uint64_t index) const {
  Reader reader(section.From(base).From(index * offset_size_));
  return base + reader.Number(offset_size_);
}

bool Unit::OldRangesCover(std::uint64_t offset, std::uint64_t pc) const {
  Reader reader(info_->sections().ranges.From(offset));
  std::uint64_t base = base_address_;
  while (!reader.done()) {
    const std::uint64_t begin = reader.U64();
    const std::uint64_t end = reader.U64();
    if (begin == 0 && end == 0) return false;
    if (begin == kNewBase) {
      base = end;
    } else if (pc - base - begin < end - begin) {
      return reader.ok();
    }
  }
  return false;
}

bool Unit::RangesCover(const Value& ranges, std::uint64_t pc) const {
  if (version_ < 5) return OldRangesCover(ranges.number, pc);
  const Bytes section = info_->sections().rnglists;
  const std::uint64_t offset =
      ranges.kind == Value::Kind::kListIndex
          ? ListOffset(section, rnglists_base_, ranges.number)
          : ranges.number;
  Reader reader(section.From(offset));
  std::uint64_t base = base_address_;
  while (!reader.done()) {
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
    switch (reader.U8()) {
      case kEndOfList:
        return false;
      case kBaseAddressx:
        AddressAt(reader.Uleb(), &base);
        continue;
      case kRangeBaseAddress:
        base = reader.U64();
        continue;
      case kStartxEndx:
        AddressAt(reader.Uleb(), &begin);
        AddressAt(reader.Uleb(), &size);
        size -= begin;
        break;
      case kStartxLength:
        AddressAt(reader.Uleb(), &begin);
        size = reader.Uleb();
        break;
      case kOffsetPair:
        begin = reader.Uleb();
        size = reader.Uleb() - begin;
        begin += base;
        break;
      case kRangeStartEnd:
        begin = reader.U64();
        size = reader.U64() - begin;
        break;
      case kRangeStartLength:
        begin = reader.U64();
        size = reader.Uleb();
        break;
      default:
        return false;
    }
    if (reader.ok() && pc - begin < size) return true;
  }
  return false;
}

Bytes Unit::FindInOldLocations(std::uint64_t offset, std::uint64_t pc) const {
  Reader reader(info_->sections().loc.From(offset));
  std::uint64_t base = base_address_;
  while (!reader.done()) {
    const std::uint64_t begin = reader.U64();
    const std::uint64_t end = reader.U64();
    if (begin == 0 && end == 0) return {};
    if (begin == kNewBase) {
      base = end;
      continue;
    }
    const Bytes expression = reader.Block(reader.U16());
    if (reader.ok() && pc - base - begin < end - begin) return expression;
  }
  return {};
}

Bytes Unit::FindInLocations(const Value& list, std::uint64_t pc) const {
  if (version_ < 5) return FindInOldLocations(list.number, pc);
  const Bytes section = info_->sections().loclists;
  const std::uint64_t offset =
      list.kind == Value::Kind::kListIndex
          ? ListOffset(section, loclists_base_, list.number)
          : list.number;
  Reader reader(section.From(offset));
  std::uint64_t base = base_address_;
  Bytes otherwise;
  while (!reader.done()) {
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
    switch (reader.U8()) {
      case kEndOfList:
        return otherwise;
      case kBaseAddressx:
        AddressAt(reader.Uleb(), &base);
        continue;
      case kLocationBaseAddress:
        base = reader.U64();
        continue;
      case kDefaultLocation:
        otherwise = reader.Block(reader.Uleb());
        continue;
      case kStartxEndx:
        AddressAt(reader.Uleb(), &begin);
        AddressAt(reader.Uleb(), &size);
        size -= begin;
        break;
      case kStartxLength:
        AddressAt(reader.Uleb(), &begin);
        size = reader.Uleb();
        break;
      case kOffsetPair:
        begin = reader.Uleb();
        size = reader.Uleb() - begin;
        begin += base;
        break;
      case kLocationStartEnd:
        begin = reader.U64();
        size = reader.U64() - begin;
        break;
      case kLocationStartLength:
        begin = reader.U64();
        size = reader.Uleb();
        break;
      default:
        return {};
    }
    const Bytes expression = reader.Block(reader.Uleb());
    if (reader.ok() && pc - begin < size) return expression;
  }
  return {};
}

}  // namespace racekit::dwarf
