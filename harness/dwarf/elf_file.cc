#include "harness/dwarf/elf_file.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace racekit::dwarf {
namespace {

template <typename T>
bool Copy(Bytes from, std::uint64_t offset, T& to) {
  const Bytes at = from.From(offset);
  if (at.size < sizeof(T)) return false;
  memcpy(&to, at.data, sizeof(T));
  return true;
}

bool ReadHeader(Bytes contents, Elf64_Ehdr& header) {
  return Copy(contents, 0, header) &&
         memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_ident[EI_DATA] == ELFDATA2LSB;
}

}  // namespace

ElfFile::ElfFile(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  struct stat status;
  if (fstat(fd, &status) == 0 && status.st_size > 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* pages = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (pages != MAP_FAILED) {
      contents_ = {static_cast<const std::uint8_t*>(pages), size};
      mapped_ = true;
    }
  }
  close(fd);
}

ElfFile::~ElfFile() {
  if (mapped_) {
    munmap(const_cast<std::uint8_t*>(contents_.data), contents_.size);
  }
}

Bytes ElfFile::Section(const char* name) const {
  Elf64_Ehdr header;
  Elf64_Shdr names;
  if (!ReadHeader(contents_, header)) return {};
  const auto section = [&](unsigned index, Elf64_Shdr& to) {
    return Copy(contents_, header.e_shoff + index * sizeof(Elf64_Shdr), to);
  };
  if (!section(header.e_shstrndx, names)) return {};
  const Bytes strings = contents_.Slice(names.sh_offset, names.sh_size);
  for (unsigned i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr found;
    if (!section(i, found)) return {};
    if (strcmp(strings.String(found.sh_name), name) != 0) continue;
    if ((found.sh_flags & SHF_COMPRESSED) != 0) return {};
    if (found.sh_type == SHT_NOBITS) return {};
    return contents_.Slice(found.sh_offset, found.sh_size);
  }
  return {};
}

ElfFile::Object ElfFile::ObjectAt(std::uint64_t address) const {
  const Bytes symbols = Section(".symtab");
  const Bytes strings = Section(".strtab");
  Elf64_Sym symbol;
  for (std::uint64_t at = 0; Copy(symbols, at, symbol); at += sizeof(symbol)) {
    if (ELF64_ST_TYPE(symbol.st_info) != STT_OBJECT) continue;
    if (address - symbol.st_value >= symbol.st_size) continue;
    return {strings.String(symbol.st_name), symbol.st_value, symbol.st_size};
  }
  return {};
}

void ElfFile::ForEachFunction(
    const std::function<void(const Object&)>& f) const {
  const Bytes symbols = Section(".symtab");
  const Bytes strings = Section(".strtab");
  Elf64_Sym symbol;
  for (std::uint64_t at = 0; Copy(symbols, at, symbol); at += sizeof(symbol)) {
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
    f({strings.String(symbol.st_name), symbol.st_value, symbol.st_size});
  }
}

}  // namespace racekit::dwarf
