// Ways through objects: from a variable, by members, elements and pointers, to
// a byte; and how a person writes that.

#ifndef RACEKIT_HARNESS_SYMBOLS_OBJECT_PATH_H_
#define RACEKIT_HARNESS_SYMBOLS_OBJECT_PATH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "harness/dwarf/debug_info.h"

namespace racekit::internal {

struct Step {
  enum class Kind : std::uint8_t {
    kVariable,    // where it begins
    kMember,      // of what came before
    kFollow,      // what a pointer, plain or smart, points to
    kElement,     // number `index` of it
    kAnyElement,  // of a container without numbers
  };
  Kind kind = Kind::kVariable;
  dwarf::Die die;     // the variable or member
  dwarf::Die within;  // kMember: the class of the whole object, which may have
                      // inherited it
  std::uint64_t index = 0;
  dwarf::Die type;  // of what is reached, as declared
};

using Steps = std::vector<Step>;

// The bytes that an access touched.
struct Target {
  std::uintptr_t address = 0;
  std::size_t size = 0;
};

// Adds the steps from an object of this type at `object` down to `target`,
// whose first byte is in it. The insides of the standard library's classes are
// no steps: who touches a vector's size touches the vector.
void DescendTo(const Target& target, dwarf::Die type, std::uintptr_t object,
               Steps& steps);

// Where in the class the member or base is; false for a static one. `object`
// is needed for virtual bases.
bool MemberOffset(dwarf::Die class_type, dwarf::Die member,
                  std::uintptr_t object, std::uint64_t* offset);

// The complete type that a declaration stands for, where there is one.
dwarf::Die Complete(dwarf::Die type);

// False for members of libraries' classes, but for what the user wrote: pair's
// first and second, say.
bool IsVisible(dwarf::Die type, dwarf::Die member);

// Without members that are not visible: what is reached by way of them is an
// element of the library's object, "an element of Cache::entries_".
Steps WithoutInsides(const Steps& steps);

// "Account::balance_", "config.limit", "*p", "element 3 of queue.buffer_".
// Members of the class `method_of`, in whose code the access is, and what is
// reached by `this` are named by their class.
std::string PathText(const Steps& steps, dwarf::Die method_of);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_OBJECT_PATH_H_
