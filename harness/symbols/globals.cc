#include "harness/symbols/globals.h"

#include <cxxabi.h>
#include <link.h>
#include <stdlib.h>

#include "harness/dwarf/expression.h"
#include "harness/symbols/object_path.h"
#include "harness/symbols/type.h"

namespace racekit::internal {

using dwarf::Die;
using dwarf::Place;

namespace {

// Where static variables are: they need no frame.
class StaticMachine final : public dwarf::Machine {
 public:
  StaticMachine(const Module& module, std::uintptr_t thread_locals)
      : module_(module), thread_locals_(thread_locals) {}

  bool Register(int, std::uint64_t*) const override { return false; }
  bool FrameBase(std::uint64_t*) const override { return false; }
  bool CallFrameAddress(std::uint64_t*) const override { return false; }
  bool Memory(std::uint64_t, void*, std::size_t) const override {
    return false;
  }
  bool ThreadLocal(std::uint64_t offset, std::uint64_t* value) const override {
    *value = thread_locals_ + offset;
    return thread_locals_ != 0;
  }
  bool EntryValue(dwarf::Bytes, std::uint64_t*) const override { return false; }
  std::uint64_t LoadBias() const override { return module_.bias; }

 private:
  const Module& module_;
  const std::uintptr_t thread_locals_;
};

std::string Demangled(const char* name) {
  int status = 0;
  char* demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string result = status == 0 ? demangled : name;
  free(demangled);
  return result;
}

// The variable among all of the module's that covers the address.
GlobalVariable Find(const Module& module, const StaticMachine& machine,
                    std::uintptr_t address) {
  for (std::size_t i = 0; i < module.info.unit_count(); ++i) {
    dwarf::Unit& unit = module.info.unit(i);
    for (std::uint32_t j = 0; j < unit.entry_count(); ++j) {
      const Die die = unit.entry(j);
      if (die.tag() != dwarf::kTagVariable) continue;
      const dwarf::Value location = die.Get(dwarf::kAtLocation);
      if (location.kind != dwarf::Value::Kind::kBlock) continue;
      const Place place = Evaluate(location.block, unit, machine);
      if (place.kind != Place::Kind::kMemory || place.number == 0) continue;
      const std::uint64_t size = SizeOf(Complete(TypeOf(die)));
      if (address - place.number < size) {
        return {static_cast<std::uintptr_t>(place.number), die, ""};
      }
    }
  }
  return {};
}

struct ThreadLocalBlock {
  std::uintptr_t address = 0;
  std::uintptr_t block = 0;
  std::uintptr_t module = 0;  // an address in it
};

int FindBlock(dl_phdr_info* info, std::size_t, void* argument) {
  auto* search = static_cast<ThreadLocalBlock*>(argument);
  const auto block = reinterpret_cast<std::uintptr_t>(info->dlpi_tls_data);
  if (block == 0) return 0;
  std::uintptr_t loaded = 0;
  std::uint64_t size = 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type == PT_TLS) size = header.p_memsz;
    if (header.p_type == PT_LOAD && loaded == 0) {
      loaded = info->dlpi_addr + header.p_vaddr;
    }
  }
  if (search->address - block >= size) return 0;
  search->block = block;
  search->module = loaded;
  return 1;
}

}  // namespace

GlobalVariable GlobalAt(const Module& module, std::uintptr_t address) {
  const StaticMachine machine(module, 0);
  GlobalVariable found = Find(module, machine, address);
  if (found.address != 0) return found;
  const dwarf::ElfFile::Object object =
      module.file.ObjectAt(address - module.bias);
  if (object.name[0] == '\0') return {};
  return {static_cast<std::uintptr_t>(object.address + module.bias), Die(),
          Demangled(object.name)};
}

GlobalVariable ThreadLocalAt(std::uintptr_t address) {
  ThreadLocalBlock search;
  search.address = address;
  if (dl_iterate_phdr(FindBlock, &search) == 0) return {};
  const Module* module = ModuleAt(search.module);
  if (module == nullptr) return {};
  return Find(*module, StaticMachine(*module, search.block), address);
}

}  // namespace racekit::internal
