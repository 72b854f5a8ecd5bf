#include "harness/symbols/object_path.h"

#include <algorithm>
#include <cstring>

#include "harness/dwarf/expression.h"
#include "harness/symbols/memory.h"
#include "harness/symbols/type.h"

namespace racekit::internal {

using dwarf::Die;
using dwarf::Value;

namespace {

constexpr int kMaxDepth = 64;  // of members of members

// Offsets of virtual bases are read from the object.
class ObjectMachine final : public dwarf::Machine {
 public:
  bool Register(int, std::uint64_t*) const override { return false; }
  bool FrameBase(std::uint64_t*) const override { return false; }
  bool CallFrameAddress(std::uint64_t*) const override { return false; }
  bool Memory(std::uint64_t address, void* to,
              std::size_t size) const override {
    return ReadMemory(address, to, size);
  }
  bool ThreadLocal(std::uint64_t, std::uint64_t*) const override {
    return false;
  }
  bool EntryValue(dwarf::Bytes, std::uint64_t*) const override { return false; }
  std::uint64_t LoadBias() const override { return 0; }
};

bool IsBitField(Die member) {
  return static_cast<bool>(member.Get(dwarf::kAtBitSize));
}

// The bits of a bit-field, counted from the start of its class.
struct Bits {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

Bits BitsOf(Die member) {
  constexpr auto kAtOldBitOffset = static_cast<dwarf::At>(0x0c);
  Bits bits;
  bits.count = member.FindNumber(dwarf::kAtBitSize);
  if (const Value offset = member.Get(dwarf::kAtDataBitOffset)) {
    bits.first = offset.number;
    return bits;
  }
  // DWARF 3's way, which clang keeps to: counted from the most significant bit
  // of the storage unit.
  const std::uint64_t unit = 8 * SizeOf(TypeOf(member));
  bits.first = 8 * member.FindNumber(dwarf::kAtDataMemberLocation) + unit -
               member.FindNumber(kAtOldBitOffset) - bits.count;
  return bits;
}

// The step into the bit-fields among the bytes; false if there are none. More
// than one may share them: the first is named.
bool IntoBitField(Die type, std::uint64_t offset, std::size_t size,
                  Die* member) {
  for (Die child = type.first_child(); child; child = child.next()) {
    if (child.tag() != dwarf::kTagMember || !IsBitField(child)) continue;
    const Bits bits = BitsOf(child);
    if (bits.first < 8 * (offset + size) &&
        8 * offset < bits.first + bits.count) {
      *member = child;
      return true;
    }
  }
  return false;
}

struct Part {
  Die die;  // a member or a base; none if nothing is there
  std::uint64_t offset = 0;
};

// The size of a member at `start`; where its type is only declared, as clang
// leaves it where the constructors are a library's, that of what is there up to
// the next member.
std::uint64_t ExtentOf(Die type, Die member, std::uintptr_t object,
                       std::uint64_t start) {
  const Die member_type = Complete(TypeOf(member));
  if (!member_type.Get(dwarf::kAtDeclaration)) return SizeOf(member_type);
  std::uint64_t end = SizeOf(type);
  for (Die child = type.first_child(); child; child = child.next()) {
    std::uint64_t other;
    if (child.tag() == dwarf::kTagMember &&
        MemberOffset(type, child, object, &other) && other > start) {
      end = std::min(end, other);
    }
  }
  return end < start ? 0 : end - start;
}

// The member, or else the base, of the class that holds the byte at `offset`.
// Members come first: an empty base has the address of the first.
Part PartAt(Die type, std::uintptr_t object, std::uint64_t offset,
            std::size_t size) {
  Part best;
  std::uint64_t largest = 0;
  for (const int tag : {dwarf::kTagMember, dwarf::kTagInheritance}) {
    for (Die child = type.first_child(); child; child = child.next()) {
      if (child.tag() != tag || IsBitField(child)) continue;
      std::uint64_t start;
      if (!MemberOffset(type, child, object, &start)) continue;
      const std::uint64_t extent = ExtentOf(type, child, object, start);
      if (offset - start >= extent) continue;
      if (type.tag() != dwarf::kTagUnionType) return {child, start};
      // Of a union's members the first that fits, or else the largest.
      if (start == offset && extent == size) return {child, start};
      if (extent > largest) {
        best = {child, start};
        largest = extent;
      }
    }
    if (best.die) return best;
  }
  return best;
}

// clang describes a class in one unit only, where it can.
Die FindDefinition(Die type) {
  const std::string name = QualifiedName(type);
  const dwarf::DebugInfo& info = type.unit().info();
  for (std::size_t i = 0; i < info.unit_count(); ++i) {
    dwarf::Unit& unit = info.unit(i);
    for (std::uint32_t j = 0; j < unit.entry_count(); ++j) {
      const Die die = unit.entry(j);
      if (!IsClass(die) || strcmp(die.Name(), type.Name()) != 0) continue;
      if (!die.Get(dwarf::kAtDeclaration) && QualifiedName(die) == name) {
        return die;
      }
    }
  }
  return type;
}

}  // namespace

bool IsVisible(Die type, Die member) {
  return !IsForeign(type) ||
         strcmp(ClassText(type).c_str(), "std::pair") == 0 ||
         strncmp(member.Name(), "first", 6) == 0 ||
         strncmp(member.Name(), "second", 7) == 0;
}

bool MemberOffset(Die class_type, Die member, std::uintptr_t object,
                  std::uint64_t* offset) {
  const Value location = member.Get(dwarf::kAtDataMemberLocation);
  switch (location.kind) {
    case Value::Kind::kNumber:
      *offset = location.number;
      return true;
    case Value::Kind::kBlock: {
      const std::uint64_t address = object;
      const dwarf::Place place =
          Evaluate(location.block, member.unit(), ObjectMachine(), &address);
      *offset = place.number - address;
      return place.kind == dwarf::Place::Kind::kMemory;
    }
    default:
      *offset = 0;
      return class_type.tag() == dwarf::kTagUnionType &&
             member.tag() == dwarf::kTagMember &&
             !member.Get(dwarf::kAtExternal) &&
             !member.Get(dwarf::kAtDeclaration);
  }
}

void DescendTo(const Target& target, Die type, std::uintptr_t object,
               Steps& steps) {
  const Die whole = type;
  bool show_elements = true;
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    type = Complete(Bare(type));
    const std::uint64_t offset = target.address - object;
    if (type.tag() == dwarf::kTagArrayType) {
      const Die element = type.FindDie(dwarf::kAtType);
      const std::uint64_t size = SizeOf(Complete(Bare(element)));
      if (size == 0) return;
      if (show_elements) {
        steps.push_back({Step::Kind::kElement, {}, {}, offset / size, element});
      }
      object += offset / size * size;
      type = element;
      continue;
    }
    if (!IsClass(type)) return;
    // More than a register holds: all of it is copied, or freed.
    if (offset == 0 && target.size > sizeof(std::uint64_t) &&
        target.size >= SizeOf(type)) {
      return;
    }
    Part part = PartAt(type, object, offset, target.size);
    const bool is_bit_field =
        !part.die && IntoBitField(type, offset, target.size, &part.die);
    if (!part.die) return;
    const Die next = part.die.FindDie(dwarf::kAtType);
    if (part.die.tag() == dwarf::kTagMember && part.die.Name()[0] != '\0') {
      if (IsVisible(type, part.die)) {
        steps.push_back({Step::Kind::kMember, part.die, whole, 0, next});
        show_elements = true;
      } else {
        show_elements = strcmp(part.die.Name(), "_M_elems") == 0;
      }
    }
    if (is_bit_field) return;
    object += part.offset;
    type = next;
  }
}

Die Complete(Die type) {
  struct Known {
    Die declaration;
    Die definition;
  };
  static auto& known = *new std::vector<Known>;
  if (!type || !type.Get(dwarf::kAtDeclaration)) return type;
  for (const Known& pair : known) {
    if (pair.declaration == type) return pair.definition;
  }
  const Die definition = FindDefinition(type);
  known.push_back({type, definition});
  return definition;
}

}  // namespace racekit::internal
