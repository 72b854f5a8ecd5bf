#include "harness/symbols/reach.h"

#include <utility>

#include "harness/symbols/memory.h"
#include "harness/symbols/type.h"

namespace racekit::internal {

using dwarf::Die;

namespace {

constexpr int kMaxPointers = 6;  // followed one after the other
constexpr std::size_t kMaxNodes = 5'000;
constexpr std::uint64_t kMaxElements = 64;  // of one array, as ways onwards
constexpr int kMaxDepth = 16;               // of members of members

}  // namespace

void Reach::AddVariable(Die variable, std::uintptr_t address) {
  Node node;
  node.address = address;
  node.type = Complete(TypeOf(variable));
  node.size = SizeOf(node.type);
  node.steps = {{Step::Kind::kVariable,
                 variable,
                 {},
                 0,
                 variable.FindDie(dwarf::kAtType)}};
  Add(std::move(node));
}

void Reach::AddValue(Die variable, std::uint64_t value) {
  // The value gets an address, then all is as with other variables.
  values_.push_back({static_cast<std::uintptr_t>(value), 0});
  AddVariable(variable,
              reinterpret_cast<std::uintptr_t>(&values_.back().address));
}

Steps Reach::Search() {
  for (std::size_t i = 0; i < nodes_.size() && found_ < 0; ++i) {
    Expand(static_cast<int>(i));
  }
  if (found_ < 0) return {};
  return StepsToTarget();
}

bool Reach::Contains(const Node& node) const {
  return target_.address - node.address < node.count * node.size;
}

void Reach::Add(Node node) {
  if (found_ >= 0 || nodes_.size() >= kMaxNodes) return;
  for (const Node& known : nodes_) {
    // The same object as the same thing, by another way.
    if (known.address == node.address && known.type == node.type &&
        known.count >= node.count && known.size != 0) {
      return;
    }
  }
  nodes_.push_back(std::move(node));
  if (Contains(nodes_.back())) found_ = static_cast<int>(nodes_.size()) - 1;
}

Steps Reach::StepsTo(const Node& node) const {
  Steps steps;
  if (node.parent >= 0) {
    steps = StepsTo(nodes_[static_cast<std::size_t>(node.parent)]);
  }
  steps.insert(steps.end(), node.steps.begin(), node.steps.end());
  return steps;
}

Steps Reach::StepsToTarget() const {
  const Node& node = nodes_[static_cast<std::size_t>(found_)];
  Steps steps = StepsTo(node);
  const std::uint64_t index = (target_.address - node.address) / node.size;
  if (node.has_indices) {
    steps.push_back({Step::Kind::kElement, {}, {}, index, node.type});
  }
  DescendTo(target_, node.type, node.address + index * node.size, steps);
  return steps;
}

void Reach::Expand(int index) {
  const Node& node = nodes_[static_cast<std::size_t>(index)];
  if (node.pointers > kMaxPointers || node.size == 0) return;
  parent_ = index;
  pointers_ = node.pointers;
  for (std::uint64_t i = 0; i < node.count && i < kMaxElements; ++i) {
    path_.clear();
    if (node.has_indices) {
      path_.push_back({Step::Kind::kElement, {}, {}, i, node.type});
    }
    Walk(node.type, node.address + i * node.size, 0, false);
    if (found_ >= 0) return;
  }
}

void Reach::Walk(Die type, std::uintptr_t object, int depth, bool in_foreign) {
  if (found_ >= 0 || depth > kMaxDepth) return;
  type = Complete(Bare(type));
  if (IsPointer(type) || IsReference(type)) {
    std::uintptr_t value;
    if (ReadPointer(object, &value)) Follow(type, value);
  } else if (type.tag() == dwarf::kTagArrayType) {
    const Die element = type.FindDie(dwarf::kAtType);
    const std::uint64_t size = SizeOf(Complete(Bare(element)));
    const std::uint64_t count = ElementCount(type);
    for (std::uint64_t i = 0; i < count && i < kMaxElements && size > 0; ++i) {
      if (!in_foreign) {
        path_.push_back({Step::Kind::kElement, {}, {}, i, element});
      }
      Walk(element, object + i * size, depth + 1, in_foreign);
      if (!in_foreign) path_.pop_back();
    }
  } else if (IsClass(type) && !WalkContainer(type, object)) {
    WalkMembers(type, object, depth);
  }
}

void Reach::WalkMembers(Die type, std::uintptr_t object, int depth) {
  const bool is_foreign = IsForeign(type);
  for (Die child = type.first_child(); child; child = child.next()) {
    const bool is_member = child.tag() == dwarf::kTagMember;
    if (!is_member && child.tag() != dwarf::kTagInheritance) continue;
    std::uint64_t offset;
    if (!MemberOffset(type, child, object, &offset)) continue;
    const char* name = child.Name();
    const bool is_visible =
        is_member && name[0] != '\0' && (!is_foreign || name[0] != '_');
    if (is_visible) {
      path_.push_back(
          {Step::Kind::kMember, child, type, 0, child.FindDie(dwarf::kAtType)});
    }
    // std::array's elements are what the user wrote.
    const bool hides_elements =
        is_foreign && !is_visible && std::string(name) != "_M_elems";
    Walk(child.FindDie(dwarf::kAtType), object + offset, depth + 1,
         hides_elements);
    if (is_visible) path_.pop_back();
  }
}

void Reach::Follow(Die pointer, std::uint64_t value) {
  Node node;
  node.address = static_cast<std::uintptr_t>(value);
  node.type = Complete(TypeOf(pointer));
  node.size = SizeOf(node.type);
  node.parent = parent_;
  node.pointers = pointers_ + 1;
  node.steps = path_;
  if (value == 0 || node.size == 0) return;
  if (IsReference(pointer)) return Add(std::move(node));
  const bool is_first = target_.address - node.address < node.size;
  // `new int[10]`: the first element is as good as the whole.
  if (!is_first && target_.address - node.address < (std::uint64_t{1} << 32)) {
    node.count = HeapBlockSize(node.address) / node.size;
    if (Contains(node)) node.has_indices = true;
    if (!node.has_indices) node.count = 1;
  }
  if (!node.has_indices) {
    node.steps.push_back(
        {Step::Kind::kFollow, {}, {}, 0, pointer.FindDie(dwarf::kAtType)});
  }
  Add(std::move(node));
}

}  // namespace racekit::internal
