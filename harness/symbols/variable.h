// What the user calls a byte of memory, found by way of the variables of a
// stack that stands still.

#ifndef RACEKIT_HARNESS_SYMBOLS_VARIABLE_H_
#define RACEKIT_HARNESS_SYMBOLS_VARIABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/symbols/stack_frame.h"

namespace racekit::internal {

struct VariableName {
  enum class Storage : std::uint8_t {
    kElsewhere,  // reached by a pointer or a reference: see the address
    kLocal,      // a local variable of a function on the stack
    kStatic,     // global, static, of a class or of a function
    kThreadLocal,
  };
  Storage storage = Storage::kElsewhere;
  std::string name;  // "Account::balance_"; empty if nothing leads there
  std::string type;  // "int"
  std::string file;  // where it is declared, relative to the workspace
  int line = 0;
  std::string function;  // of a local variable, static or not
};

// Names the `size` bytes at `address`. `frames` is the stack of the thread that
// accesses them, innermost first: the frame of the code that does so is the
// first. `thread_argument` is what the thread was created with, or 0: of a
// std::thread it leads to what its function object captured, even where the
// compiler kept no variable that does. Needs debug information (-g) of the
// code; without it only global variables have names, from the symbol table.
//
// The program must stand still. Allocates, opens files, takes milliseconds to
// tenths of a second: call it in a child process, or when all is over.
VariableName NameVariable(std::uintptr_t address, std::size_t size,
                          const StackFrame* frames, int count,
                          std::uintptr_t thread_argument = 0);

// The same without a stack: global and static variables alone.
VariableName NameGlobal(std::uintptr_t address, std::size_t size);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_VARIABLE_H_
