// The functions that are open at a place of a stack, inlined ones included, and
// where their variables are.

#ifndef RACEKIT_HARNESS_SYMBOLS_SCOPE_H_
#define RACEKIT_HARNESS_SYMBOLS_SCOPE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "harness/dwarf/debug_info.h"
#include "harness/dwarf/expression.h"
#include "harness/symbols/module.h"
#include "harness/symbols/stack_frame.h"

namespace racekit::internal {

// A frame of a stack as location expressions see it. `frames` are it and its
// callers.
class FrameMachine final : public dwarf::Machine {
 public:
  FrameMachine(const StackFrame* frames, int count);

  const Module* module() const { return module_; }
  dwarf::Die function() const { return function_; }
  std::uint64_t pc() const { return pc_; }  // link-time, inside the call

  // Where the variable or parameter is, or what its value is.
  dwarf::Place Locate(dwarf::Die variable) const;

  bool Register(int number, std::uint64_t* value) const override;
  bool FrameBase(std::uint64_t* value) const override;
  bool CallFrameAddress(std::uint64_t* value) const override;
  bool Memory(std::uint64_t address, void* to, std::size_t size) const override;
  bool ThreadLocal(std::uint64_t offset, std::uint64_t* value) const override;
  bool EntryValue(dwarf::Bytes expression, std::uint64_t* value) const override;
  std::uint64_t LoadBias() const override;

 private:
  dwarf::Die CallSite(dwarf::Die scope) const;

  const StackFrame* const frames_;
  const int count_;
  const Module* const module_;
  std::uint64_t pc_ = 0;
  dwarf::Unit* unit_ = nullptr;
  dwarf::Die function_;
};

struct Variable {
  dwarf::Die die;
};

struct Scope {
  dwarf::Die function;              // as called: may be inlined
  std::vector<Variable> variables;  // parameters too, innermost block first
};

// The functions open in the frame, innermost first. Empty without debug
// information.
std::vector<Scope> ScopesOf(const FrameMachine& frame);

// The class that the function is a method of; false if it is of none.
dwarf::Die ClassOf(dwarf::Die function);

// True if the function is the standard library's or a test framework's.
bool IsForeignFunction(dwarf::Die function);

// "Account::Deposit", without the user's namespaces; "a lambda in Run".
std::string FunctionText(dwarf::Die function);

// Where something is declared, as Bazel's user knows the file: relative to the
// workspace.
struct DeclaredAt {
  std::string file;
  int line = 0;
};
DeclaredAt DeclarationOf(dwarf::Die die);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_SCOPE_H_
