#include <cstring>

#include "harness/symbols/object_path.h"
#include "harness/symbols/type.h"

namespace racekit::internal {

using dwarf::Die;

namespace {

bool SameClass(Die a, Die b) {
  return a && b && (a == b || QualifiedName(a) == QualifiedName(b));
}

class Writer {
 public:
  explicit Writer(Die method_of) : method_of_(method_of) {}

  void Add(const Step& step, bool is_last) {
    switch (step.kind) {
      case Step::Kind::kVariable:
        return Start(step.die);
      case Step::Kind::kMember:
        return AddMember(step);
      case Step::Kind::kFollow:
        if (is_self_) return;
        Resolve();
        follows_ = true;
        return;
      case Step::Kind::kElement: {
        const std::string index = std::to_string(step.index);
        if (is_last) {
          text_ = "element " + index + " of " + Value();
        } else {
          Resolve();
          text_ += "[" + index + "]";
        }
        follows_ = false;
        return;
      }
      case Step::Kind::kAnyElement:
        after_any_element_ = true;
        if (is_last) {
          text_ = "an element of " + Value();
        } else {
          Resolve();
          text_ += "[...]";
        }
        follows_ = false;
        return;
    }
  }

  std::string Value() const {
    if (is_self_) return "*this";
    return follows_ ? "*" + text_ : text_;
  }

 private:
  // The object that the function is called on.
  void Self() {
    is_self_ = true;
    follows_ = false;
    text_.clear();
  }

  void Start(Die variable) {
    const char* name = variable.Name();
    if (strcmp(name, "this") == 0 || strcmp(name, "__closure") == 0) {
      return Self();
    }
    const Die scope = variable.Declaration().parent();
    if (IsClass(scope)) text_ = ClassText(scope) + "::";
    text_ += name;
  }

  void AddMember(const Step& step) {
    const Die scope = step.die.parent();
    const char* name = step.die.Name();
    // A map's elements are pairs: it is the value that was touched, mostly.
    if (after_any_element_ && IsForeign(scope)) return;
    if (IsClosure(scope)) {
      // A captured variable. g++ puts underscores before its name.
      if (strncmp(name, "__", 2) == 0) name += 2;
      if (strcmp(name, "this") == 0) return Self();
      is_self_ = follows_ = false;
      text_ = name;
      return;
    }
    const bool is_own =
        SameClass(scope, method_of_) || SameClass(step.within, method_of_);
    if (is_self_ || is_own) {
      const std::string owner = ClassOfMember(scope);
      text_ = owner.empty() ? name : owner + "::" + name;
      is_self_ = follows_ = false;
      method_of_ = Die();  // the outermost is the one
      return;
    }
    text_ += (follows_ ? "->" : ".") + std::string(name);
    follows_ = false;
  }

  // Members of an anonymous struct are those of the class it is in.
  static std::string ClassOfMember(Die scope) {
    while (IsClass(scope) && scope.Name()[0] == '\0') scope = scope.parent();
    return IsClass(scope) ? ClassText(scope) : "";
  }

  // Before anything but a member is added to a pointer's target.
  void Resolve() {
    if (follows_) text_ = "(*" + text_ + ")";
    follows_ = false;
  }

  Die method_of_;
  bool after_any_element_ = false;
  std::string text_;
  bool follows_ = false;  // what the pointer `text_` points to is meant
  bool is_self_ = false;
};

bool IsInside(const Step& step) {
  return step.kind == Step::Kind::kMember &&
         !IsVisible(step.die.parent(), step.die);
}

}  // namespace

Steps WithoutInsides(const Steps& steps) {
  Steps result;
  bool inside = false;
  bool is_element = false;
  const auto leave = [&] {
    if (is_element) {
      result.push_back(
          {Step::Kind::kAnyElement, {}, {}, 0, result.back().type});
    }
    inside = is_element = false;
  };
  for (const Step& step : steps) {
    if (!result.empty() && IsInside(step)) {
      inside = true;
      continue;
    }
    if (inside &&
        (step.kind != Step::Kind::kMember || IsForeign(step.die.parent()))) {
      is_element = true;
      continue;
    }
    leave();
    result.push_back(step);
  }
  leave();
  return result;
}

std::string PathText(const Steps& steps, Die method_of) {
  Writer writer(method_of);
  std::size_t size = steps.size();
  // Not the pair in a map, but the element.
  if (size >= 2 && steps[size - 2].kind == Step::Kind::kAnyElement &&
      steps[size - 1].die && IsForeign(steps[size - 1].die.parent())) {
    --size;
  }
  for (std::size_t i = 0; i < size; ++i) {
    writer.Add(steps[i], i + 1 == size);
  }
  return writer.Value();
}

}  // namespace racekit::internal
