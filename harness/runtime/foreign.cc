#include "harness/runtime/foreign.h"

#include <link.h>

#include <cstddef>

namespace racekit::runtime {

namespace {

struct Search {
  std::uintptr_t pc;
  std::uintptr_t begin;
  std::uintptr_t end;
};

int LookAt(dl_phdr_info* info, std::size_t, void* argument) {
  auto* search = static_cast<Search*>(argument);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    if (header.p_type != PT_LOAD || search->pc - begin >= header.p_memsz) {
      continue;
    }
    search->begin = begin;
    search->end = begin + header.p_memsz;
    return 1;
  }
  return 0;
}

}  // namespace

constinit ForeignCode foreign_code;

void ForeignCode::OnCallFromLibrary(std::uintptr_t pc) {
  for (int i = 0; i < modules_; ++i) {
    if (pc >= ranges_[i].begin && pc < ranges_[i].end) return;
  }
  if (modules_ == kMaxModules) return;
  Search search = {pc, pc, pc + 1};
  dl_iterate_phdr(LookAt, &search);
  ranges_[modules_++] = {search.begin, search.end};
}

}  // namespace racekit::runtime
