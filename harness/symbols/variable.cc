#include "harness/symbols/variable.h"

#include <deque>
#include <vector>

#include "harness/symbols/globals.h"
#include "harness/symbols/module.h"
#include "harness/symbols/object_path.h"
#include "harness/symbols/reach.h"
#include "harness/symbols/scope.h"
#include "harness/symbols/type.h"

namespace racekit::internal {

using dwarf::Die;
using dwarf::Place;

namespace {

// A function that is open on the stack, and the frame it is open in.
struct OpenFunction {
  const FrameMachine* frame;
  Scope scope;
  bool is_foreign;
};

struct OpenFrames {
  // Scopes point to machines, which therefore must not move.
  std::deque<FrameMachine> machines;
  std::vector<OpenFunction> functions;  // innermost first
};

void Open(const StackFrame* frames, int count, OpenFrames& open) {
  for (int i = 0; i < count; ++i) {
    open.machines.emplace_back(frames + i, count - i);
    const FrameMachine& machine = open.machines.back();
    for (Scope& scope : ScopesOf(machine)) {
      const bool is_foreign = IsForeignFunction(scope.function);
      open.functions.push_back({&machine, std::move(scope), is_foreign});
    }
  }
}

// Variables that the compiler made have names that nobody wrote.
bool IsHidden(Die variable) {
  const std::string name = variable.Name();
  return name.empty() || (name.compare(0, 2, "__") == 0 && name != "__closure");
}

// libstdc++ hands a thread the object on which it calls _M_run().
bool IsStateOfThread(Die variable, Die function) {
  const std::string owner = ClassText(ClassOf(function));
  return std::string(variable.Name()) == "this" &&
         owner == "std::thread::_State_impl";
}

void AddVariables(const OpenFunction& function, std::uintptr_t thread_argument,
                  Reach& reach) {
  for (const Variable& variable : function.scope.variables) {
    if (IsHidden(variable.die)) continue;
    const Place place = function.frame->Locate(variable.die);
    if (place.kind == Place::Kind::kMemory) {
      reach.AddVariable(variable.die, place.number);
    } else if (place.kind == Place::Kind::kValue) {
      reach.AddValue(variable.die, place.number);
    } else if (thread_argument != 0 &&
               IsStateOfThread(variable.die, function.scope.function)) {
      reach.AddValue(variable.die, thread_argument);
    }
  }
}

// The function whose static or other local variable it is.
std::string LocalTo(Die variable) {
  for (Die scope = variable.Declaration().parent(); scope;
       scope = scope.parent()) {
    if (scope.tag() == dwarf::kTagSubprogram) return FunctionText(scope);
    if (IsClass(scope)) break;
  }
  return "";
}

// The variable that a lambda's member stands for, where it can be found: the
// local variable of that name in the function around the lambda.
Die Captured(Die die) {
  std::string name = die.Name();
  Die closure = die.parent();
  if (die.tag() != dwarf::kTagMember) {
    // g++ gives a lambda variables of the captured ones' names, without lines.
    if (die.FindNumber(dwarf::kAtDeclLine) != 0) return die;
    while (closure && closure.tag() != dwarf::kTagSubprogram) {
      closure = closure.parent();
    }
    closure = closure.Declaration().parent();
  } else if (name.compare(0, 2, "__") == 0) {
    name.erase(0, 2);
  }
  if (!IsClosure(closure)) return die;
  for (Die scope = closure.parent(); scope; scope = scope.parent()) {
    for (Die child = scope.first_child(); child; child = child.next()) {
      const bool is_variable = child.tag() == dwarf::kTagVariable ||
                               child.tag() == dwarf::kTagFormalParameter;
      if (is_variable && name == child.Name() &&
          child.FindNumber(dwarf::kAtDeclLine) != 0) {
        return child;
      }
    }
  }
  return die;
}

VariableName Describe(const Steps& all_steps, Die method_of) {
  const Steps steps = WithoutInsides(all_steps);
  VariableName result;
  result.name = PathText(steps, method_of);
  for (const Step& step : steps) {
    // An element is of the type that the container says, and is declared
    // where the container is.
    if (step.kind != Step::Kind::kFollow || &step == &steps.back()) {
      const Die type = Bare(step.type);
      result.type = TypeText(IsReference(type) ? type.FindDie(dwarf::kAtType)
                                               : step.type);
    }
    // Members of std::pair are declared in no file of the user's.
    if (!step.die || IsForeign(step.die)) continue;
    const DeclaredAt declared = DeclarationOf(Captured(step.die));
    result.file = declared.file;
    result.line = declared.line;
  }
  result.function = LocalTo(steps.front().die);
  return result;
}

bool HasUsersMember(const Steps& steps) {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::kMember && !IsForeign(step.die)) return true;
  }
  return false;
}

// The class of the method that the innermost code of the user's is in.
Die InnermostClass(const std::vector<OpenFunction>& functions) {
  for (const OpenFunction& function : functions) {
    if (function.is_foreign) continue;
    const Die type = ClassOf(function.scope.function);
    if (!IsClosure(type)) return type;
  }
  return {};
}

}  // namespace

VariableName NameVariable(std::uintptr_t address, std::size_t size,
                          const StackFrame* frames, int count,
                          std::uintptr_t thread_argument) {
  const Target target = {address, size};
  VariableName global = NameGlobal(address, size);
  if (!global.name.empty()) return global;
  OpenFrames open;
  Open(frames, count, open);
  const Die method_of = InnermostClass(open.functions);
  // A library's variables have names that the user never saw, but they may lead
  // to one: a thread's state to what its lambda captured.
  for (const bool foreign : {false, true}) {
    for (const OpenFunction& function : open.functions) {
      if (function.is_foreign != foreign) continue;
      Reach reach(target);
      AddVariables(function, thread_argument, reach);
      const Steps steps = reach.Search();
      if (steps.empty() || (foreign && !HasUsersMember(steps))) continue;
      VariableName result = Describe(steps, method_of);
      if (reach.followed_pointer()) {
        result.function.clear();
      } else {
        result.storage = VariableName::Storage::kLocal;
      }
      return result;
    }
  }
  return {};
}

VariableName NameGlobal(std::uintptr_t address, std::size_t size) {
  const Module* module = ModuleAt(address);
  GlobalVariable global;
  if (module != nullptr) global = GlobalAt(*module, address);
  bool is_thread_local = false;
  if (global.address == 0 && module == nullptr) {
    global = ThreadLocalAt(address);
    is_thread_local = global.address != 0;
  }
  if (global.address == 0) return {};
  VariableName result;
  if (global.die) {
    Steps steps = {{Step::Kind::kVariable,
                    global.die,
                    {},
                    0,
                    global.die.FindDie(dwarf::kAtType)}};
    DescendTo({address, size}, steps[0].type, global.address, steps);
    result = Describe(steps, {});
  } else {
    result.name = global.symbol;
  }
  result.storage = is_thread_local ? VariableName::Storage::kThreadLocal
                                   : VariableName::Storage::kStatic;
  return result;
}

}  // namespace racekit::internal
