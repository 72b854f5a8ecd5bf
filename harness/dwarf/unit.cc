// A unit's header, its abbreviations, and the tree of its entries.

#include "harness/dwarf/debug_info.h"

namespace racekit::dwarf {
namespace {

// Kinds of units in DWARF 5, as far as we read them.
constexpr int kCompileUnit = 1;
constexpr int kPartialUnit = 3;
// Compilers number abbreviations 1, 2, 3, ...
constexpr std::uint64_t kMaxCode = 1 << 20;

}  // namespace

bool Unit::ReadRoot() {
  Reader reader(info_->sections().info.Slice(offset_, end_ - offset_));
  const std::size_t size = reader.left();
  if (reader.U32() == 0xffffffff) {
    reader.U64();
    offset_size_ = 8;
  }
  version_ = reader.U16();
  if (version_ < 4 || version_ > 5) return false;
  int kind = kCompileUnit;
  std::uint64_t abbreviations;
  std::uint8_t address_size;
  if (version_ == 5) {
    kind = reader.U8();
    address_size = reader.U8();
    abbreviations = reader.Number(offset_size_);
  } else {
    abbreviations = reader.Number(offset_size_);
    address_size = reader.U8();
  }
  if (kind != kCompileUnit && kind != kPartialUnit) return false;
  if (!reader.ok() || address_size != 8) return false;
  if (!ReadAbbreviations(abbreviations)) return false;
  first_entry_ = offset_ + (size - reader.left());
  const std::uint64_t code = reader.Uleb();
  if (code == 0 || code >= abbreviations_.size()) return false;
  entries_.push_back({first_entry_, static_cast<std::uint32_t>(code), 0, 0});

  str_offsets_base_ = Get(0, kAtStrOffsetsBase).number;
  addr_base_ = Get(0, kAtAddrBase).number;
  rnglists_base_ = Get(0, kAtRnglistsBase).number;
  loclists_base_ = Get(0, kAtLoclistsBase).number;
  base_address_ = Get(0, kAtLowPc).number;
  return true;
}

bool Unit::ReadAbbreviations(std::uint64_t offset) {
  Reader reader(info_->sections().abbrev.From(offset));
  abbreviations_.emplace_back();  // code 0 ends a list of siblings
  while (!reader.done()) {
    const std::uint64_t code = reader.Uleb();
    if (code == 0) break;
    if (code > kMaxCode) return false;
    Abbreviation abbreviation;
    abbreviation.tag = static_cast<std::uint16_t>(reader.Uleb());
    abbreviation.has_children = reader.U8() != 0;
    abbreviation.first = static_cast<std::uint32_t>(attributes_.size());
    while (!reader.done()) {
      Attribute attribute;
      attribute.name = static_cast<std::uint16_t>(reader.Uleb());
      attribute.form = static_cast<std::uint16_t>(reader.Uleb());
      if (attribute.form == kFormImplicitConst) {
        attribute.constant = reader.Sleb();
      }
      if (attribute.name == 0 && attribute.form == 0) break;
      attributes_.push_back(attribute);
    }
    abbreviation.count =
        static_cast<std::uint32_t>(attributes_.size()) - abbreviation.first;
    if (code >= abbreviations_.size()) abbreviations_.resize(code + 1);
    abbreviations_[code] = abbreviation;
  }
  return reader.ok();
}

void Unit::Load() {
  if (loaded_) return;
  loaded_ = true;
  const Bytes bytes =
      info_->sections().info.Slice(first_entry_, end_ - first_entry_);
  Reader reader(bytes);
  entries_.clear();
  entries_.reserve(bytes.size / 12);
  std::uint32_t parent = 0;
  std::uint32_t previous = 0;  // sibling
  int depth = 0;
  do {
    const std::uint64_t offset = first_entry_ + (bytes.size - reader.left());
    const std::uint64_t code = reader.Uleb();
    if (code == 0) {
      if (--depth <= 0) break;
      previous = parent;
      parent = entries_[parent].parent;
      continue;
    }
    if (code >= abbreviations_.size()) break;
    const Abbreviation& abbreviation = abbreviations_[code];
    const auto index = static_cast<std::uint32_t>(entries_.size());
    if (previous != 0) entries_[previous].next = index;
    entries_.push_back({offset, static_cast<std::uint32_t>(code), parent, 0});
    for (std::uint32_t i = 0; i < abbreviation.count; ++i) {
      SkipForm(reader, attributes_[abbreviation.first + i].form);
    }
    previous = index;
    if (abbreviation.has_children) {
      ++depth;
      parent = index;
      previous = 0;
    }
  } while (depth > 0 && reader.ok());
  if (entries_.empty()) entries_.emplace_back();
}

Die Unit::At(std::uint64_t offset) {
  Load();
  std::size_t low = 0;
  std::size_t high = entries_.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (entries_[middle].offset < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == entries_.size() || entries_[low].offset != offset) return {};
  return Die(this, static_cast<std::uint32_t>(low));
}

Die Unit::FunctionAt(std::uint64_t pc) {
  Load();
  Die found;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    if (AbbreviationOf(i).tag != kTagSubprogram) continue;
    if (Die(this, i).Covers(pc)) found = Die(this, i);  // the innermost
  }
  return found;
}

Value Unit::Get(std::uint32_t index, dwarf::At at) const {
  const Abbreviation& abbreviation = AbbreviationOf(index);
  Reader reader(info_->sections().info.Slice(entries_[index].offset,
                                             end_ - entries_[index].offset));
  reader.Uleb();
  for (std::uint32_t i = 0; i < abbreviation.count; ++i) {
    const Attribute& attribute = attributes_[abbreviation.first + i];
    if (attribute.name == at) return ReadForm(reader, attribute);
    SkipForm(reader, attribute.form);
  }
  return {};
}

}  // namespace racekit::dwarf
