// Evaluates location expressions: where a variable is, or what its value is, in
// a frame of a stack.

#ifndef RACEKIT_HARNESS_DWARF_EXPRESSION_H_
#define RACEKIT_HARNESS_DWARF_EXPRESSION_H_

#include <cstddef>
#include <cstdint>

#include "harness/dwarf/debug_info.h"

namespace racekit::dwarf {

// What an expression may ask of the frame it is evaluated in. Each function is
// false where the frame does not know.
class Machine {
 public:
  virtual bool Register(int number, std::uint64_t* value) const = 0;
  virtual bool FrameBase(std::uint64_t* value) const = 0;
  virtual bool CallFrameAddress(std::uint64_t* value) const = 0;
  virtual bool Memory(std::uint64_t address, void* to,
                      std::size_t size) const = 0;
  virtual bool ThreadLocal(std::uint64_t offset,
                           std::uint64_t* value) const = 0;
  // The value that `expression` had when the function was called.
  virtual bool EntryValue(Bytes expression, std::uint64_t* value) const = 0;
  // What is to be added to a link-time address.
  virtual std::uint64_t LoadBias() const = 0;

 protected:
  ~Machine() = default;
};

struct Place {
  enum class Kind : std::uint8_t {
    kNone,      // unknown, optimised out, or in several pieces
    kMemory,    // `number` is its address
    kValue,     // `number` is the value itself, in a register say
    kImplicit,  // a pointer to something without an address
  };
  Kind kind = Kind::kNone;
  std::uint64_t number = 0;
};

// `first` is on the stack before the evaluation begins, if not null. `unit` is
// where the expression stands.
Place Evaluate(Bytes expression, const Unit& unit, const Machine& machine,
               const std::uint64_t* first = nullptr);

}  // namespace racekit::dwarf

#endif  // RACEKIT_HARNESS_DWARF_EXPRESSION_H_
