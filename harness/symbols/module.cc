#include "harness/symbols/module.h"

#include <link.h>

#include <cstddef>
#include <memory>
#include <vector>

namespace racekit::internal {
namespace {

struct Search {
  std::uintptr_t address = 0;
  std::uint64_t bias = 0;
  const char* name = nullptr;  // null: not found
  std::uintptr_t thread_locals = 0;
};

int FindByAddress(dl_phdr_info* info, std::size_t, void* argument) {
  auto* search = static_cast<Search*>(argument);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const std::uintptr_t start = info->dlpi_addr + header.p_vaddr;
    if (search->address - start >= header.p_memsz) continue;
    search->bias = info->dlpi_addr;
    search->name = info->dlpi_name;
    return 1;
  }
  return 0;
}

int FindThreadLocals(dl_phdr_info* info, std::size_t, void* argument) {
  auto* search = static_cast<Search*>(argument);
  if (info->dlpi_addr != search->bias) return 0;
  search->thread_locals = reinterpret_cast<std::uintptr_t>(info->dlpi_tls_data);
  return 1;
}

struct OpenModule {
  std::unique_ptr<Module> module;
};

}  // namespace

const Module* ModuleAt(std::uintptr_t address) {
  static auto& open = *new std::vector<OpenModule>;
  Search search;
  search.address = address;
  if (dl_iterate_phdr(FindByAddress, &search) == 0) return nullptr;
  for (const OpenModule& known : open) {
    if (known.module->bias == search.bias) return known.module.get();
  }
  // The executable is the one module without a name.
  const char* path = search.name[0] == '\0' ? "/proc/self/exe" : search.name;
  open.push_back({std::make_unique<Module>(path, search.bias)});
  return open.back().module.get();
}

void LoadDebugInformation() {
  static const bool loaded = [] {
    const Module* module =
        ModuleAt(reinterpret_cast<std::uintptr_t>(&LoadDebugInformation));
    for (std::size_t i = 0; module != nullptr && i < module->info.unit_count();
         ++i) {
      module->info.unit(i).entry_count();
    }
    return true;
  }();
  static_cast<void>(loaded);
}

std::uintptr_t ThreadLocalsOf(const Module& module) {
  Search search;
  search.bias = module.bias;
  dl_iterate_phdr(FindThreadLocals, &search);
  return search.thread_locals;
}

}  // namespace racekit::internal
