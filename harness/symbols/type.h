// Types as debug information describes them: sizes, names, whose they are.

#ifndef RACEKIT_HARNESS_SYMBOLS_TYPE_H_
#define RACEKIT_HARNESS_SYMBOLS_TYPE_H_

#include <cstdint>
#include <string>

#include "harness/dwarf/debug_info.h"

namespace racekit::internal {

// What remains without typedefs, const, volatile and the like.
dwarf::Die Bare(dwarf::Die type);
// Of the variable, member or pointer, bare.
dwarf::Die TypeOf(dwarf::Die die);

bool IsClass(dwarf::Die bare);    // class, struct or union
bool IsPointer(dwarf::Die bare);  // not: references
bool IsReference(dwarf::Die bare);
bool IsClosure(dwarf::Die bare);  // of a lambda

// In bytes; 0 where unknown, as of a class that is only declared.
std::uint64_t SizeOf(dwarf::Die bare);
// Of an array, all dimensions taken together; 0 where unknown.
std::uint64_t ElementCount(dwarf::Die array);

// "std::vector<int>", "Account*", "int". Namespaces of the user are left out,
// so are default template arguments.
std::string TypeText(dwarf::Die type);
// Without template arguments; with enclosing classes, "Bank::Account".
std::string ClassText(dwarf::Die type);

// Of std, Abseil and GoogleTest: their insides are not what the user wrote.
bool IsForeign(dwarf::Die declaration);
// "racekit::Explore": with all namespaces.
std::string QualifiedName(dwarf::Die declaration);

// Argument number `index` of a template's types; false if there is none.
dwarf::Die TemplateArgument(dwarf::Die type, int index);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_TYPE_H_
