// Where in the executable the code of a function is, by the name that the user
// gave it.

#ifndef RACEKIT_HARNESS_SYMBOLS_FUNCTIONS_H_
#define RACEKIT_HARNESS_SYMBOLS_FUNCTIONS_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace racekit::internal {

struct FunctionCode {
  std::uintptr_t begin;
  std::uintptr_t end;
};

// All functions that are called `name`, as "Account::Withdraw" or "Withdraw":
// namespaces and classes may be left out from the left. Overloads and instances
// of a template have one name, lambdas in them have none. Empty if there is no
// such code: the compiler leaves none of a function that it has inlined
// wherever it is called. Cost: reads the executable's symbol table, tens of
// milliseconds where that is long.
std::vector<FunctionCode> FunctionsNamed(std::string_view name);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_FUNCTIONS_H_
