// What libstdc++'s containers own. Their members have had these names for
// twenty years; where they have others, a container is a class like any.

#include <cstring>
#include <utility>

#include "harness/symbols/memory.h"
#include "harness/symbols/reach.h"
#include "harness/symbols/type.h"

namespace racekit::internal {

using dwarf::Die;

namespace {

constexpr int kMaxDepth = 6;  // of members of bases
constexpr int kMaxContainerNodes = 1000;

struct Field {
  std::uintptr_t address = 0;
  Die type;  // as declared
};

// The member of this name, however deep in bases and members.
bool FindField(Die type, std::uintptr_t object, const char* name, Field* field,
               int depth = 0) {
  type = Complete(Bare(type));
  if (!IsClass(type) || depth > kMaxDepth) return false;
  for (Die child = type.first_child(); child; child = child.next()) {
    const bool is_member = child.tag() == dwarf::kTagMember;
    if (!is_member && child.tag() != dwarf::kTagInheritance) continue;
    std::uint64_t offset;
    if (!MemberOffset(type, child, object, &offset)) continue;
    const Die child_type = child.FindDie(dwarf::kAtType);
    if (is_member && strcmp(child.Name(), name) == 0) {
      *field = {object + offset, child_type};
      return true;
    }
    if (FindField(child_type, object + offset, name, field, depth + 1)) {
      return true;
    }
  }
  return false;
}

bool ReadField(Die type, std::uintptr_t object, const char* name,
               std::uintptr_t* value, Field* field) {
  return FindField(type, object, name, field) &&
         ReadPointer(field->address, value);
}

}  // namespace

bool Reach::WalkContainer(Die type, std::uintptr_t object) {
  if (!IsForeign(type)) return false;
  const std::string name = ClassText(type);
  const auto is = [&](const char* suffix) {
    const std::size_t size = strlen(suffix);
    return name.size() >= size &&
           name.compare(name.size() - size, size, suffix) == 0;
  };
  if (is("_Vector_impl_data")) {
    WalkVector(type, object);
    return true;
  }
  if (is("_Deque_impl_data")) {
    WalkDeque(type, object);
    return true;
  }
  if (is("::basic_string")) {
    WalkString(type, object);
    return true;
  }
  Field header;
  std::uintptr_t first;
  if (is("::_List_base")) {
    if (FindField(type, object, "_M_node", &header) &&
        ReadPointer(header.address, &first)) {
      WalkNodes(first, header.address, 16, TemplateArgument(type, 0), false);
    }
    return true;
  }
  if (is("::_Rb_tree")) {
    if (FindField(type, object, "_M_header", &header) &&
        ReadPointer(header.address + 8, &first)) {
      WalkNodes(first, header.address, 32, TemplateArgument(type, 1), true);
    }
    return true;
  }
  if (is("::_Hashtable")) {
    if (FindField(type, object, "_M_before_begin", &header) &&
        ReadPointer(header.address, &first)) {
      WalkNodes(first, 0, 8, TemplateArgument(type, 1), false);
    }
    return true;
  }
  return false;
}

void Reach::WalkVector(Die type, std::uintptr_t object) {
  Field field;
  Field unused;
  std::uintptr_t begin;
  std::uintptr_t end;
  // To the end of the storage: another thread may be adding an element.
  if (!ReadField(type, object, "_M_start", &begin, &field) ||
      !ReadField(type, object, "_M_end_of_storage", &end, &unused)) {
    return;
  }
  Node node;
  node.address = begin;
  node.type = Complete(TypeOf(Bare(field.type)));
  node.size = SizeOf(node.type);
  if (node.size == 0 || begin == 0 || end <= begin) return;
  node.count = (end - begin) / node.size;
  node.has_indices = true;
  node.parent = parent_;
  node.pointers = pointers_ + 1;
  node.steps = path_;
  Add(std::move(node));
}

void Reach::WalkDeque(Die type, std::uintptr_t object) {
  Field start;
  Field finish;
  Field current;
  Field unused;
  std::uintptr_t at;
  std::uintptr_t first_buffer;
  std::uintptr_t last_buffer;
  std::uintptr_t begin;
  if (!FindField(type, object, "_M_start", &start) ||
      !FindField(type, object, "_M_finish", &finish) ||
      !ReadField(start.type, start.address, "_M_cur", &at, &current) ||
      !ReadField(start.type, start.address, "_M_first", &begin, &unused) ||
      !ReadField(start.type, start.address, "_M_node", &first_buffer,
                 &unused) ||
      !ReadField(finish.type, finish.address, "_M_node", &last_buffer,
                 &unused)) {
    return;
  }
  const Die element = Complete(TypeOf(Bare(current.type)));
  const std::uint64_t size = SizeOf(element);
  if (size == 0) return;
  constexpr std::uint64_t kBufferBytes = 512;  // libstdc++'s
  const std::uint64_t in_buffer = size < kBufferBytes ? kBufferBytes / size : 1;
  const std::uint64_t skipped = (at - begin) / size;
  std::uint64_t index = 0;
  for (std::uintptr_t place = first_buffer;
       place <= last_buffer && index < kMaxContainerNodes * in_buffer;
       place += sizeof(void*), index += in_buffer) {
    std::uintptr_t buffer;
    if (!ReadPointer(place, &buffer)) return;
    for (std::uint64_t i = 0; i < in_buffer; ++i) {
      if (index + i < skipped) continue;
      Node node;
      node.address = buffer + i * size;
      node.type = element;
      node.size = size;
      node.parent = parent_;
      node.pointers = pointers_ + 1;
      // One by one only where it matters: here, or as a way onwards.
      if (!Contains(node) && index + i - skipped >= 8) continue;
      node.steps = path_;
      node.steps.push_back(
          {Step::Kind::kElement, {}, {}, index + i - skipped, element});
      Add(std::move(node));
    }
  }
}

void Reach::WalkString(Die type, std::uintptr_t object) {
  Field field;
  Field capacity;
  std::uintptr_t begin;
  std::uint64_t size;
  if (!ReadField(type, object, "_M_p", &begin, &field) ||
      !ReadField(type, object, "_M_allocated_capacity", &size, &capacity)) {
    return;
  }
  if (begin == capacity.address) return;  // the characters are in the object
  Node node;
  node.address = begin;
  node.type = Complete(TypeOf(Bare(field.type)));
  node.size = SizeOf(node.type);
  node.count = size + 1;
  node.parent = parent_;
  node.pointers = pointers_ + 1;
  node.steps = path_;
  if (size < (std::uint64_t{1} << 32)) Add(std::move(node));
}

void Reach::WalkNodes(std::uintptr_t first, std::uintptr_t end,
                      std::uint64_t header_size, Die value, bool is_tree) {
  value = Complete(Bare(value));
  const std::uint64_t size = SizeOf(value);
  if (size == 0) return;
  // Nodes yet to be looked at.
  std::vector<Target> open = {{first, 0}};
  for (int i = 0; i < kMaxContainerNodes && !open.empty(); ++i) {
    const std::uintptr_t node_address = open.back().address;
    open.pop_back();
    if (node_address == 0 || node_address == end) continue;
    Node node;
    node.parent = parent_;
    node.pointers = pointers_ + 1;
    node.steps = path_;
    if (target_.address - node_address < header_size) {
      // The links between the elements are the container itself.
      node.address = node_address;
      node.size = header_size;
      Add(std::move(node));
      return;
    }
    node.address = node_address + header_size;
    node.type = value;
    node.size = size;
    node.steps.push_back({Step::Kind::kAnyElement, {}, {}, 0, value});
    Add(std::move(node));
    std::uintptr_t next;
    if (is_tree) {
      // Parent at 8; left and right behind it.
      if (ReadPointer(node_address + 16, &next)) open.push_back({next, 0});
      if (ReadPointer(node_address + 24, &next)) open.push_back({next, 0});
    } else if (ReadPointer(node_address, &next)) {
      open.push_back({next, 0});
    }
  }
}

}  // namespace racekit::internal
