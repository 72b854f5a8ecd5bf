#include "harness/dwarf/debug_info.h"

namespace racekit::dwarf {
namespace {

// Chains of abstract origins and specifications are two or three long.
constexpr int kMaxChain = 8;

}  // namespace

DebugInfo::DebugInfo(const ElfFile& file)
    : DebugInfo(Sections{
          file.Section(".debug_info"), file.Section(".debug_abbrev"),
          file.Section(".debug_str"), file.Section(".debug_line_str"),
          file.Section(".debug_str_offsets"), file.Section(".debug_addr"),
          file.Section(".debug_line"), file.Section(".debug_ranges"),
          file.Section(".debug_rnglists"), file.Section(".debug_loc"),
          file.Section(".debug_loclists")}) {}

DebugInfo::DebugInfo(const Sections& sections) : sections_(sections) {
  ReadUnits();
}

void DebugInfo::ReadUnits() {
  std::uint64_t offset = 0;
  while (offset < sections_.info.size) {
    Reader reader(sections_.info.From(offset));
    std::uint64_t length = reader.U32();
    std::uint64_t header = 4;
    if (length == 0xffffffff) {
      length = reader.U64();
      header = 12;
    }
    if (!reader.ok() || length == 0 || length > reader.left()) return;
    const std::uint64_t end = offset + header + length;
    auto unit = std::make_unique<Unit>(this, offset, end);
    if (unit->ReadRoot()) {
      units_.push_back({offset, end, std::move(unit)});
    }
    offset = end;
  }
}

Unit* DebugInfo::UnitOfCode(std::uint64_t pc) const {
  for (const OwnedUnit& owned : units_) {
    if (owned.unit->root().Covers(pc)) return owned.unit.get();
  }
  return nullptr;
}

Die DebugInfo::At(std::uint64_t offset) const {
  std::size_t low = 0;
  std::size_t high = units_.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (units_[middle].end <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == units_.size() || offset < units_[low].begin) return {};
  return units_[low].unit->At(offset);
}

std::uint64_t Die::offset() const {
  return unit_ == nullptr ? 0 : unit_->entries_[index_].offset;
}

int Die::tag() const {
  return unit_ == nullptr ? 0 : unit_->AbbreviationOf(index_).tag;
}

Die Die::parent() const {
  if (unit_ == nullptr || index_ == 0) return {};
  return Die(unit_, unit_->entries_[index_].parent);
}

Die Die::first_child() const {
  if (unit_ == nullptr || !unit_->AbbreviationOf(index_).has_children) {
    return {};
  }
  unit_->Load();
  const std::uint32_t child = index_ + 1;
  if (child >= unit_->entries_.size() ||
      unit_->entries_[child].parent != index_) {
    return {};
  }
  return Die(unit_, child);
}

Die Die::next() const {
  if (unit_ == nullptr) return {};
  const std::uint32_t next = unit_->entries_[index_].next;
  return next == 0 ? Die() : Die(unit_, next);
}

Value Die::Get(At at) const {
  return unit_ == nullptr ? Value() : unit_->Get(index_, at);
}

Value Die::Find(At at) const {
  Die die = *this;
  for (int i = 0; i < kMaxChain && die; ++i) {
    if (Value value = die.Get(at)) return value;
    Value origin = die.Get(kAtAbstractOrigin);
    if (!origin) origin = die.Get(kAtSpecification);
    if (origin.kind != Value::Kind::kReference) break;
    die = die.unit().info().At(origin.number);
  }
  return {};
}

Die Die::FindDie(At at) const {
  const Value value = Find(at);
  if (value.kind != Value::Kind::kReference) return {};
  return unit_->info().At(value.number);
}

std::uint64_t Die::FindNumber(At at, std::uint64_t otherwise) const {
  const Value value = Find(at);
  return value.kind == Value::Kind::kNumber ? value.number : otherwise;
}

Die Die::Declaration() const {
  Die die = *this;
  for (int i = 0; i < kMaxChain; ++i) {
    Value origin = die.Get(kAtAbstractOrigin);
    if (!origin) origin = die.Get(kAtSpecification);
    if (origin.kind != Value::Kind::kReference) break;
    const Die next = die.unit().info().At(origin.number);
    if (!next) break;
    die = next;
  }
  return die;
}

bool Die::Covers(std::uint64_t pc) const {
  if (unit_ == nullptr) return false;
  if (const Value ranges = Get(kAtRanges)) {
    return unit_->RangesCover(ranges, pc);
  }
  const Value low = Get(kAtLowPc);
  const Value high = Get(kAtHighPc);
  if (low.kind != Value::Kind::kAddress || !high) return false;
  const std::uint64_t size = high.kind == Value::Kind::kAddress
                                 ? high.number - low.number
                                 : high.number;
  return pc - low.number < size;
}

Bytes Die::LocationAt(At at, std::uint64_t pc) const {
  const Value location = Get(at);
  switch (location.kind) {
    case Value::Kind::kBlock:
      return location.block;
    case Value::Kind::kOffset:
    case Value::Kind::kListIndex:
    case Value::Kind::kNumber:
      return unit_->FindInLocations(location, pc);
    default:
      return {};
  }
}

}  // namespace racekit::dwarf
