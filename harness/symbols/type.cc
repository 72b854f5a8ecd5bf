#include "harness/symbols/type.h"

#include <cstring>

namespace racekit::internal {

using dwarf::Die;

namespace {

constexpr int kMaxDepth = 32;  // of typedefs of typedefs, or of scopes

bool IsQualifier(int tag) {
  return tag == dwarf::kTagConstType || tag == dwarf::kTagVolatileType ||
         tag == dwarf::kTagRestrictType || tag == dwarf::kTagAtomicType;
}

bool IsAnonymous(Die die) { return die.Name()[0] == '\0'; }

// Cuts what is written in angle brackets: "Queue<int>" -> "Queue".
std::string WithoutArguments(const std::string& name) {
  if (name.compare(0, 8, "operator") == 0) return name;
  return name.substr(0, name.find('<'));
}

void Erase(std::string& text, const char* part) {
  const std::size_t size = strlen(part);
  for (std::size_t at; (at = text.find(part)) != std::string::npos;) {
    text.erase(at, size);
  }
}

// "absl::lts_20220623::Mutex" -> "absl::Mutex": a name that nobody writes.
void EraseVersions(std::string& text) {
  constexpr char kVersion[] = "::lts_";
  for (std::size_t at; (at = text.find(kVersion)) != std::string::npos;) {
    const std::size_t end = text.find("::", at + strlen(kVersion));
    if (end == std::string::npos) return;
    text.erase(at, end - at);
  }
}

// Drops default arguments such as ", std::allocator<int> >".
std::string WithoutDefaults(std::string text) {
  EraseVersions(text);
  for (const char* part :
       {", std::allocator<", ", std::default_delete<", ", std::less<",
        ", std::hash<", ", std::equal_to<", ", std::char_traits<",
        ", absl::container_internal::", ", absl::hash_internal::"}) {
    for (std::size_t at; (at = text.find(part)) != std::string::npos;) {
      std::size_t end = at + 1;
      for (int depth = 0; end < text.size(); ++end) {
        if (text[end] == '<') ++depth;
        if (depth == 0 && (text[end] == ',' || text[end] == '>')) break;
        if (text[end] == '>') --depth;
      }
      text.erase(at, end - at);
    }
  }
  Erase(text, "__cxx11::");
  for (std::size_t at; (at = text.find("> >")) != std::string::npos;) {
    text.erase(at + 1, 1);
  }
  for (std::size_t at; (at = text.find(" >")) != std::string::npos;) {
    text.erase(at, 1);
  }
  for (std::size_t at;
       (at = text.find("basic_string<char>")) != std::string::npos;) {
    text.replace(at, strlen("basic_string<char>"), "string");
  }
  return text;
}

std::string ScopedName(Die type, bool with_arguments) {
  std::string name = type.Name();
  if (IsClosure(type)) return "a lambda";
  if (!with_arguments) name = WithoutArguments(name);
  for (Die scope = type.Declaration().parent(); scope; scope = scope.parent()) {
    const bool is_std = scope.tag() == dwarf::kTagNamespace && IsForeign(type);
    if (!is_std && !IsClass(scope)) continue;
    // Inline namespaces, "__cxx11" say, are nobody's to write.
    if (IsAnonymous(scope) || strncmp(scope.Name(), "__", 2) == 0) continue;
    name = WithoutArguments(scope.Name()) + "::" + name;
  }
  return name;
}

std::string Text(Die type, int depth) {
  if (!type) return "void";
  if (depth > kMaxDepth) return "?";
  const Die inner = type.FindDie(dwarf::kAtType);
  const auto inside = [&] { return Text(inner, depth + 1); };
  switch (type.tag()) {
    case dwarf::kTagConstType:
      if (IsPointer(inner)) return inside() + " const";
      return "const " + inside();
    case dwarf::kTagVolatileType:
      if (IsPointer(inner)) return inside() + " volatile";
      return "volatile " + inside();
    case dwarf::kTagRestrictType:
    case dwarf::kTagAtomicType:
      return inside();
    case dwarf::kTagPointerType:
      return inside() + "*";
    case dwarf::kTagReferenceType:
      return inside() + "&";
    case dwarf::kTagRvalueReferenceType:
      return inside() + "&&";
    case dwarf::kTagArrayType: {
      const std::uint64_t count = ElementCount(type);
      return inside() + "[" + (count == 0 ? "" : std::to_string(count)) + "]";
    }
    default:
      return WithoutDefaults(ScopedName(type, true));
  }
}

}  // namespace

Die Bare(Die type) {
  for (int i = 0; i < kMaxDepth && type; ++i) {
    if (type.tag() != dwarf::kTagTypedef && !IsQualifier(type.tag())) {
      return type;
    }
    type = type.FindDie(dwarf::kAtType);
  }
  return {};
}

Die TypeOf(Die die) { return Bare(die.FindDie(dwarf::kAtType)); }

bool IsClass(Die bare) {
  const int tag = bare.tag();
  return tag == dwarf::kTagClassType || tag == dwarf::kTagStructureType ||
         tag == dwarf::kTagUnionType;
}

bool IsPointer(Die bare) { return bare.tag() == dwarf::kTagPointerType; }

bool IsReference(Die bare) {
  return bare.tag() == dwarf::kTagReferenceType ||
         bare.tag() == dwarf::kTagRvalueReferenceType;
}

bool IsClosure(Die bare) {
  if (!IsClass(bare)) return false;
  const char* name = bare.Name();
  if (strncmp(name, "<lambda", 7) == 0) return true;
  if (name[0] != '\0') return false;
  for (Die child = bare.first_child(); child; child = child.next()) {
    if (child.tag() == dwarf::kTagSubprogram &&
        strcmp(child.Name(), "operator()") == 0) {
      return true;
    }
  }
  return false;
}

std::uint64_t ElementCount(Die array) {
  std::uint64_t count = 1;
  for (Die child = array.first_child(); child; child = child.next()) {
    if (child.tag() != dwarf::kTagSubrangeType) continue;
    if (const dwarf::Value value = child.Get(dwarf::kAtCount)) {
      count *= value.number;
    } else {
      const dwarf::Value upper = child.Get(dwarf::kAtUpperBound);
      count *= upper.kind == dwarf::Value::Kind::kNumber ? upper.number + 1 : 0;
    }
  }
  return count;
}

std::uint64_t SizeOf(Die bare) {
  if (IsPointer(bare) || IsReference(bare)) return sizeof(void*);
  if (bare.tag() == dwarf::kTagArrayType) {
    return ElementCount(bare) * SizeOf(TypeOf(bare));
  }
  return bare.FindNumber(dwarf::kAtByteSize);
}

std::string TypeText(Die type) { return Text(type, 0); }

std::string ClassText(Die type) { return ScopedName(type, false); }

std::string QualifiedName(Die declaration) {
  declaration = declaration.Declaration();
  std::string name = declaration.Name();
  for (Die scope = declaration.parent(); scope; scope = scope.parent()) {
    const bool named = IsClass(scope) || scope.tag() == dwarf::kTagNamespace;
    if (named && !IsAnonymous(scope)) {
      name = std::string(scope.Name()) + "::" + name;
    }
  }
  return name;
}

bool IsForeign(Die declaration) {
  const char* outermost = "";
  for (Die scope = declaration.Declaration(); scope; scope = scope.parent()) {
    if (scope.tag() == dwarf::kTagNamespace && !IsAnonymous(scope)) {
      outermost = scope.Name();
    }
  }
  for (const char* foreign :
       {"std", "__gnu_cxx", "__cxxabiv1", "absl", "testing"}) {
    if (strcmp(outermost, foreign) == 0) return true;
  }
  return false;
}

Die TemplateArgument(Die type, int index) {
  for (Die child = type.first_child(); child; child = child.next()) {
    if (child.tag() != dwarf::kTagTemplateTypeParameter) continue;
    if (index-- == 0) return child.FindDie(dwarf::kAtType);
  }
  return {};
}

}  // namespace racekit::internal
