#include "harness/symbols/scope.h"

#include <cstring>

#include "detectors/finding.h"
#include "harness/report/frames.h"
#include "harness/symbols/type.h"

namespace racekit::internal {

using dwarf::Die;

namespace {

bool IsVariable(Die die) {
  return die.tag() == dwarf::kTagVariable ||
         die.tag() == dwarf::kTagFormalParameter;
}

bool HasNoCodeOfItsOwn(Die block) {
  return !block.Get(dwarf::kAtRanges) && !block.Get(dwarf::kAtLowPc);
}

// Collects what is open at `pc` below `die`, innermost first.
void Descend(Die die, std::uint64_t pc, Scope& scope,
             std::vector<Scope>& inlined) {
  for (Die child = die.first_child(); child; child = child.next()) {
    if (child.tag() == dwarf::kTagLexicalBlock) {
      if (child.Covers(pc) || HasNoCodeOfItsOwn(child)) {
        Descend(child, pc, scope, inlined);
      }
    } else if (child.tag() == dwarf::kTagInlinedSubroutine &&
               child.Covers(pc)) {
      Scope inner;
      inner.function = child;
      Descend(child, pc, inner, inlined);
      inlined.push_back(std::move(inner));
    }
  }
  for (Die child = die.first_child(); child; child = child.next()) {
    if (IsVariable(child)) scope.variables.push_back({child});
  }
}

}  // namespace

std::vector<Scope> ScopesOf(const FrameMachine& frame) {
  std::vector<Scope> scopes;
  if (!frame.function()) return scopes;
  Scope outermost;
  outermost.function = frame.function();
  Descend(frame.function(), frame.pc(), outermost, scopes);
  scopes.push_back(std::move(outermost));
  return scopes;
}

Die ClassOf(Die function) {
  const Die scope = function.Declaration().parent();
  return IsClass(scope) ? scope : Die();
}

bool IsForeignFunction(Die function) {
  if (IsForeign(function)) return true;
  Frame frame;
  frame.function = QualifiedName(function);
  frame.file = DeclarationOf(function).file;
  return !IsUserFrame(frame);
}

std::string FunctionText(Die function) {
  const Die type = ClassOf(function);
  if (!type) return function.Name();
  if (!IsClosure(type)) return ClassText(type) + "::" + function.Name();
  for (Die scope = type.parent(); scope; scope = scope.parent()) {
    if (scope.tag() == dwarf::kTagSubprogram) {
      return "a lambda in " + FunctionText(scope);
    }
  }
  return "a lambda";
}

DeclaredAt DeclarationOf(Die die) {
  DeclaredAt declared;
  declared.line = static_cast<int>(die.FindNumber(dwarf::kAtDeclLine));
  if (declared.line == 0) return declared;
  // The number of the file is that of the unit in which it stands.
  Die with_file = die;
  for (int i = 0; i < 4 && !with_file.Get(dwarf::kAtDeclFile); ++i) {
    Die origin = with_file.FindDie(dwarf::kAtAbstractOrigin);
    if (!origin) origin = with_file.FindDie(dwarf::kAtSpecification);
    if (!origin) break;
    with_file = origin;
  }
  declared.file =
      with_file.unit().FileName(with_file.FindNumber(dwarf::kAtDeclFile));
  // Bazel compiles in a folder that is called so.
  for (const char* prefix : {"/proc/self/cwd/", "./"}) {
    if (declared.file.compare(0, strlen(prefix), prefix) == 0) {
      declared.file.erase(0, strlen(prefix));
    }
  }
  return declared;
}

}  // namespace racekit::internal
