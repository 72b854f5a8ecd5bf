#include "harness/dwarf/expression.h"

namespace racekit::dwarf {
namespace {

constexpr int kMaxStack = 64;
constexpr int kMaxSteps = 10'000;  // expressions may loop

class Evaluation {
 public:
  Evaluation(Bytes expression, const Unit& unit, const Machine& machine)
      : expression_(expression),
        reader_(expression),
        unit_(unit),
        machine_(machine) {}

  void Push(std::uint64_t value) {
    if (size_ == kMaxStack) {
      failed_ = true;
    } else {
      stack_[size_++] = value;
    }
  }

  Place Run() {
    int steps = 0;
    while (!reader_.done() && !failed_ && place_.kind == Place::Kind::kNone) {
      if (++steps > kMaxSteps) return {};
      Step(reader_.U8());
    }
    if (failed_ || !reader_.ok()) return {};
    if (place_.kind != Place::Kind::kNone) {
      // Anything behind a register or a value is a piece of a whole.
      return reader_.done() ? place_ : Place();
    }
    if (size_ == 0) return {};
    return {Place::Kind::kMemory, stack_[size_ - 1]};
  }

 private:
  std::uint64_t Pop() {
    if (size_ == 0) {
      failed_ = true;
      return 0;
    }
    return stack_[--size_];
  }

  void PushIf(bool known, std::uint64_t value) { known ? Push(value) : Fail(); }
  void Fail() { failed_ = true; }

  void PushRegister(int number, std::int64_t offset) {
    std::uint64_t value = 0;
    const bool known = machine_.Register(number, &value);
    PushIf(known, value + static_cast<std::uint64_t>(offset));
  }

  void InRegister(int number) {
    std::uint64_t value = 0;
    if (!machine_.Register(number, &value)) return Fail();
    place_ = {Place::Kind::kValue, value};
  }

  void Deref(std::size_t size) {
    std::uint64_t value = 0;
    if (size > sizeof(value)) return Fail();
    const bool known = machine_.Memory(Pop(), &value, size);
    PushIf(known, value);
  }

  void Jump(std::int64_t distance) {
    const std::uint64_t here = expression_.size - reader_.left();
    const std::uint64_t there = here + static_cast<std::uint64_t>(distance);
    if (there > expression_.size) return Fail();
    reader_ = Reader(expression_.From(there));
  }

  void Binary(std::uint8_t op) {
    const std::uint64_t b = Pop();
    const std::uint64_t a = Pop();
    const auto sa = static_cast<std::int64_t>(a);
    const auto sb = static_cast<std::int64_t>(b);
    switch (op) {
      case kOpAnd:
        return Push(a & b);
      case kOpDiv:
        if (sb == 0 || sb == -1) return Fail();
        return Push(static_cast<std::uint64_t>(sa / sb));
      case kOpMinus:
        return Push(a - b);
      case kOpMod:
        if (b == 0) return Fail();
        return Push(a % b);
      case kOpMul:
        return Push(a * b);
      case kOpOr:
        return Push(a | b);
      case kOpPlus:
        return Push(a + b);
      case kOpShl:
        return Push(b < 64 ? a << b : 0);
      case kOpShr:
        return Push(b < 64 ? a >> b : 0);
      case kOpShra:
        return Push(static_cast<std::uint64_t>(sa >> (b < 63 ? b : 63)));
      case kOpXor:
        return Push(a ^ b);
      case kOpEq:
        return Push(a == b);
      case kOpGe:
        return Push(sa >= sb);
      case kOpGt:
        return Push(sa > sb);
      case kOpLe:
        return Push(sa <= sb);
      case kOpLt:
        return Push(sa < sb);
      case kOpNe:
        return Push(a != b);
      default:
        return Fail();
    }
  }

  void Pick(std::uint64_t depth) {
    if (depth >= static_cast<std::uint64_t>(size_)) return Fail();
    Push(stack_[size_ - 1 - static_cast<int>(depth)]);
  }

  void EntryValue() {
    std::uint64_t value = 0;
    const Bytes of = reader_.Block(reader_.Uleb());
    const bool known = machine_.EntryValue(of, &value);
    PushIf(known, value);
  }

  void Indexed(bool is_address) {
    // Rare: in units whose addresses are in a table.
    std::uint64_t value = 0;
    const bool known = unit_.AddressAt(reader_.Uleb(), &value);
    PushIf(known, is_address ? value + machine_.LoadBias() : value);
  }

  void Step(std::uint8_t op) {
    if (op >= kOpLit0 && op < kOpLit0 + 32) return Push(op - kOpLit0);
    if (op >= kOpReg0 && op < kOpReg0 + 32) return InRegister(op - kOpReg0);
    if (op >= kOpBreg0 && op < kOpBreg0 + 32) {
      return PushRegister(op - kOpBreg0, reader_.Sleb());
    }
    if (op >= kOpAnd && op <= kOpXor && op != kOpNeg && op != kOpNot &&
        op != kOpPlusUconst) {
      return Binary(op);
    }
    if (op >= kOpEq && op <= kOpNe) return Binary(op);
    std::uint64_t value = 0;
    switch (op) {
      case kOpAddr:
        return Push(reader_.U64() + machine_.LoadBias());
      case kOpAddrx:
        return Indexed(true);
      case kOpConstx:
        return Indexed(false);
      case kOpDeref:
        return Deref(8);
      case kOpDerefSize:
        return Deref(reader_.U8());
      case kOpConst1u:
        return Push(reader_.U8());
      case kOpConst1s:
        return Push(static_cast<std::uint64_t>(reader_.Signed(1)));
      case kOpConst2u:
        return Push(reader_.U16());
      case kOpConst2s:
        return Push(static_cast<std::uint64_t>(reader_.Signed(2)));
      case kOpConst4u:
        return Push(reader_.U32());
      case kOpConst4s:
        return Push(static_cast<std::uint64_t>(reader_.Signed(4)));
      case kOpConst8u:
      case kOpConst8s:
        return Push(reader_.U64());
      case kOpConstu:
        return Push(reader_.Uleb());
      case kOpConsts:
        return Push(static_cast<std::uint64_t>(reader_.Sleb()));
      case kOpDup:
        return Pick(0);
      case kOpDrop:
        Pop();
        return;
      case kOpOver:
        return Pick(1);
      case kOpPick:
        return Pick(reader_.U8());
      case kOpSwap: {
        const std::uint64_t b = Pop();
        const std::uint64_t a = Pop();
        Push(b);
        return Push(a);
      }
      case kOpRot: {
        const std::uint64_t c = Pop();
        const std::uint64_t b = Pop();
        const std::uint64_t a = Pop();
        Push(c);
        Push(a);
        return Push(b);
      }
      case kOpAbs:
        value = Pop();
        return Push(value >> 63 != 0 ? 0 - value : value);
      case kOpNeg:
        return Push(0 - Pop());
      case kOpNot:
        return Push(~Pop());
      case kOpPlusUconst:
        value = Pop();
        return Push(value + reader_.Uleb());
      case kOpSkip:
        return Jump(reader_.Signed(2));
      case kOpBra: {
        const std::int64_t distance = reader_.Signed(2);
        if (Pop() != 0) Jump(distance);
        return;
      }
      case kOpRegx:
        return InRegister(static_cast<int>(reader_.Uleb()));
      case kOpBregx: {
        const auto number = static_cast<int>(reader_.Uleb());
        return PushRegister(number, reader_.Sleb());
      }
      case kOpFbreg: {
        const bool known = machine_.FrameBase(&value);
        const std::int64_t offset = reader_.Sleb();
        return PushIf(known, value + static_cast<std::uint64_t>(offset));
      }
      case kOpCallFrameCfa: {
        const bool known = machine_.CallFrameAddress(&value);
        return PushIf(known, value);
      }
      case kOpNop:
        return;
      case kOpFormTlsAddress:
      case kOpGnuPushTlsAddress: {
        const bool known = machine_.ThreadLocal(Pop(), &value);
        return PushIf(known, value);
      }
      case kOpImplicitValue: {
        const Bytes bytes = reader_.Block(reader_.Uleb());
        if (bytes.size > 8) return Fail();
        place_ = {Place::Kind::kValue, Reader(bytes).Number(bytes.size)};
        return;
      }
      case kOpStackValue:
        place_ = {Place::Kind::kValue, Pop()};
        return;
      case kOpImplicitPointer:
        reader_.Skip(4);
        reader_.Sleb();
        place_ = {Place::Kind::kImplicit, 0};
        return;
      case kOpEntryValue:
      case kOpGnuEntryValue:
        return EntryValue();
      default:
        // A piece, or an operation on typed values.
        return Fail();
    }
  }

  const Bytes expression_;
  Reader reader_;
  const Unit& unit_;
  const Machine& machine_;
  std::uint64_t stack_[kMaxStack] = {};
  int size_ = 0;
  bool failed_ = false;
  Place place_;
};

}  // namespace

Place Evaluate(Bytes expression, const Unit& unit, const Machine& machine,
               const std::uint64_t* first) {
  if (expression.empty()) return {};
  Evaluation evaluation(expression, unit, machine);
  if (first != nullptr) evaluation.Push(*first);
  return evaluation.Run();
}

}  // namespace racekit::dwarf
