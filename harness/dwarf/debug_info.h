// Debug information as a tree of entries ("DIEs"), DWARF 4 and 5, read where it
// is asked for. What other linkers' tricks need (type units, split and
// compressed sections) is not read: such entries are as if absent.
//
// Total: a damaged file yields wrong or missing entries, never undefined
// behaviour. Not thread-safe.

#ifndef RACEKIT_HARNESS_DWARF_DEBUG_INFO_H_
#define RACEKIT_HARNESS_DWARF_DEBUG_INFO_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/dwarf/bytes.h"
#include "harness/dwarf/constants.h"
#include "harness/dwarf/elf_file.h"

namespace racekit::dwarf {

class DebugInfo;
class Unit;

// What an attribute says.
struct Value {
  enum class Kind : std::uint8_t {
    kNone,       // the entry has no such attribute
    kNumber,     // also flags
    kAddress,    // link-time
    kString,     // `string`
    kReference,  // of another entry: its offset in .debug_info
    kBlock,      // `block`, an expression mostly
    kOffset,     // into another section
    kListIndex,  // of a list of ranges or locations
  };
  Kind kind = Kind::kNone;
  std::uint64_t number = 0;
  const char* string = "";
  Bytes block;

  explicit operator bool() const { return kind != Kind::kNone; }
};

// A handle on an entry; false where there is none.
class Die {
 public:
  Die() = default;
  Die(Unit* unit, std::uint32_t index) : unit_(unit), index_(index) {}

  explicit operator bool() const { return unit_ != nullptr; }
  bool operator==(const Die& other) const {
    return unit_ == other.unit_ && index_ == other.index_;
  }

  Unit& unit() const { return *unit_; }
  std::uint64_t offset() const;  // unique in the file
  int tag() const;               // one of Tag, 0 for none
  Die parent() const;
  Die first_child() const;
  Die next() const;  // sibling

  // The entry's own attribute.
  Value Get(At at) const;
  // The same, or that of the entry which this one is an instance of or the
  // definition of.
  Value Find(At at) const;
  Die FindDie(At at) const;
  std::uint64_t FindNumber(At at, std::uint64_t otherwise = 0) const;
  const char* Name() const { return Find(kAtName).string; }
  // Follows abstract origins and specifications to the first declaration.
  Die Declaration() const;

  // True if the code at the link-time address belongs to it.
  bool Covers(std::uint64_t pc) const;
  // The expression of a location attribute that is valid at `pc`.
  Bytes LocationAt(At at, std::uint64_t pc) const;

 private:
  Unit* unit_ = nullptr;
  std::uint32_t index_ = 0;
};

class Unit {
 public:
  Unit(const DebugInfo* info, std::uint64_t offset, std::uint64_t end)
      : info_(info), offset_(offset), end_(end) {}

  // Reads the header and the outermost entry.
  bool ReadRoot();
  Die root() { return entries_.empty() ? Die() : Die(this, 0); }
  Die At(std::uint64_t offset);
  // The function that the code at `pc` was compiled for; what is inlined there
  // is below it.
  Die FunctionAt(std::uint64_t pc);
  // All entries, in the order of the file.
  std::uint32_t entry_count() {
    Load();
    return static_cast<std::uint32_t>(entries_.size());
  }
  Die entry(std::uint32_t index) { return Die(this, index); }

  // Name of the file with this number in the unit's list, or "".
  std::string FileName(std::uint64_t number) const;

  // Entry `index` of the unit's table of (link-time) addresses.
  bool AddressAt(std::uint64_t index, std::uint64_t* address) const;

  int version() const { return version_; }
  std::uint64_t base_address() const { return base_address_; }
  const DebugInfo& info() const { return *info_; }

 private:
  friend class Die;

  struct Entry {
    std::uint64_t offset = 0;
    std::uint32_t abbreviation = 0;
    std::uint32_t parent = 0;
    std::uint32_t next = 0;  // sibling; 0 for none
  };
  struct Attribute {
    std::uint16_t name = 0;
    std::uint16_t form = 0;
    std::int64_t constant = 0;
  };
  struct Abbreviation {
    std::uint16_t tag = 0;
    bool has_children = false;
    std::uint32_t first = 0;  // in attributes_
    std::uint32_t count = 0;
  };

  bool ReadAbbreviations(std::uint64_t offset);
  void Load();
  const Abbreviation& AbbreviationOf(std::uint32_t index) const {
    return abbreviations_[entries_[index].abbreviation];
  }
  Value Get(std::uint32_t index, dwarf::At at) const;
  Value ReadForm(Reader& reader, const Attribute& attribute) const;
  void SkipForm(Reader& reader, std::uint16_t form) const;
  Value Indexed(Value::Kind kind, std::uint64_t index) const;
  bool RangesCover(const Value& ranges, std::uint64_t pc) const;
  bool OldRangesCover(std::uint64_t offset, std::uint64_t pc) const;
  Bytes FindInLocations(const Value& list, std::uint64_t pc) const;
  Bytes FindInOldLocations(std::uint64_t offset, std::uint64_t pc) const;
  // Where list number `index` of a table with this base begins.
  std::uint64_t ListOffset(Bytes section, std::uint64_t base,
                           std::uint64_t index) const;

  const DebugInfo* const info_;
  const std::uint64_t offset_;
  const std::uint64_t end_;
  std::uint64_t first_entry_ = 0;
  int version_ = 0;
  std::size_t offset_size_ = 4;
  bool loaded_ = false;

  std::uint64_t str_offsets_base_ = 0;
  std::uint64_t addr_base_ = 0;
  std::uint64_t rnglists_base_ = 0;
  std::uint64_t loclists_base_ = 0;
  std::uint64_t base_address_ = 0;

  std::vector<Entry> entries_;
  std::vector<Abbreviation> abbreviations_;  // by code
  std::vector<Attribute> attributes_;
};

// Where in a file the debug information is.
struct Sections {
  Bytes info, abbrev, str, line_str, str_offsets, addr, line;
  Bytes ranges, rnglists, loc, loclists;
};

class DebugInfo {
 public:
  explicit DebugInfo(const ElfFile& file);
  explicit DebugInfo(const Sections& sections);
  DebugInfo(const DebugInfo&) = delete;
  DebugInfo& operator=(const DebugInfo&) = delete;

  const Sections& sections() const { return sections_; }
  std::size_t unit_count() const { return units_.size(); }
  Unit& unit(std::size_t i) const { return *units_[i]; }

  // The unit that the code at `pc` was compiled in, or null.
  Unit* UnitOfCode(std::uint64_t pc) const;
  Die At(std::uint64_t offset) const;

 private:
  void ReadUnits();

  struct OwnedUnit {
    std::uint64_t begin;
    std::uint64_t end;
    std::unique_ptr<Unit> unit;
    Unit& operator*() const { return *unit; }
  };
  Sections sections_;
  std::vector<OwnedUnit> units_;
};

}  // namespace racekit::dwarf

#endif  // RACEKIT_HARNESS_DWARF_DEBUG_INFO_H_
