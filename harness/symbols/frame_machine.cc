#include <cstring>

#include "harness/symbols/memory.h"
#include "harness/symbols/scope.h"

namespace racekit::internal {

using dwarf::Bytes;
using dwarf::Die;
using dwarf::Place;

FrameMachine::FrameMachine(const StackFrame* frames, int count)
    : frames_(frames), count_(count), module_(ModuleAt(frames->pc)) {
  if (module_ == nullptr) return;
  pc_ = frames->pc - 1 - module_->bias;
  unit_ = module_->info.UnitOfCode(pc_);
  if (unit_ != nullptr) function_ = unit_->FunctionAt(pc_);
}

Place FrameMachine::Locate(Die variable) const {
  // What is known before the call, or else behind it.
  for (const std::uint64_t pc : {pc_, pc_ + 1}) {
    const Bytes expression = variable.LocationAt(dwarf::kAtLocation, pc);
    if (expression.empty()) continue;
    const Place place = Evaluate(expression, *unit_, *this);
    if (place.kind != Place::Kind::kNone) return place;
  }
  return {};
}

bool FrameMachine::Register(int number, std::uint64_t* value) const {
  return frames_->Get(number, value);
}

bool FrameMachine::FrameBase(std::uint64_t* value) const {
  const Place base =
      Evaluate(function_.LocationAt(dwarf::kAtFrameBase, pc_), *unit_, *this);
  *value = base.number;
  return base.kind == Place::Kind::kMemory || base.kind == Place::Kind::kValue;
}

bool FrameMachine::CallFrameAddress(std::uint64_t* value) const {
  *value = frames_->cfa;
  return frames_->cfa != 0;
}

bool FrameMachine::Memory(std::uint64_t address, void* to,
                          std::size_t size) const {
  return ReadMemory(address, to, size);
}

bool FrameMachine::ThreadLocal(std::uint64_t offset,
                               std::uint64_t* value) const {
  const std::uintptr_t base = ThreadLocalsOf(*module_);
  *value = base + offset;
  return base != 0;
}

std::uint64_t FrameMachine::LoadBias() const { return module_->bias; }

Die FrameMachine::CallSite(Die scope) const {
  for (Die child = scope.first_child(); child; child = child.next()) {
    const int tag = child.tag();
    if (tag == dwarf::kTagCallSite || tag == dwarf::kTagGnuCallSite) {
      dwarf::Value behind = child.Get(dwarf::kAtCallReturnPc);
      if (!behind) behind = child.Get(dwarf::kAtLowPc);
      if (behind.number == pc_ + 1) return child;
    } else if (tag == dwarf::kTagLexicalBlock ||
               tag == dwarf::kTagInlinedSubroutine) {
      if (const Die found = CallSite(child)) return found;
    }
  }
  return {};
}

bool FrameMachine::EntryValue(Bytes expression, std::uint64_t* value) const {
  if (count_ < 2) return false;
  const FrameMachine caller(frames_ + 1, count_ - 1);
  if (!caller.function_) return false;
  const Die site = caller.CallSite(caller.function_);
  for (Die child = site.first_child(); child; child = child.next()) {
    const Bytes place = child.Get(dwarf::kAtLocation).block;
    if (place.size != expression.size || place.empty() ||
        memcmp(place.data, expression.data, place.size) != 0) {
      continue;
    }
    dwarf::Value passed = child.Get(dwarf::kAtCallValue);
    if (!passed) passed = child.Get(dwarf::kAtGnuCallSiteValue);
    const Place result = Evaluate(passed.block, *caller.unit_, caller);
    *value = result.number;
    // A call's value is what its expression leaves on the stack.
    return result.kind == Place::Kind::kMemory ||
           result.kind == Place::Kind::kValue;
  }
  return false;
}

}  // namespace racekit::internal
