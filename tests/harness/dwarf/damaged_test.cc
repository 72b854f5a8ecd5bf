// Debug information of this test with bytes changed, and cut off: whatever is
// asked of it, the answer may be wrong, but nothing beyond its end is read (an
// inaccessible page lies there), and there is one.

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "gtest/gtest.h"
#include "harness/dwarf/debug_info.h"
#include "harness/dwarf/elf_file.h"
#include "harness/dwarf/expression.h"
#include "harness/schedule/random.h"

namespace racekit::dwarf {
namespace {

constexpr std::uint32_t kMostEntries = 3'000;

// A copy whose end is the end of accessible memory.
class Guarded {
 public:
  explicit Guarded(Bytes from) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t size = (from.size + page - 1) / page * page;
    mapped_ = size + page;
    start_ = static_cast<std::uint8_t*>(
        mmap(nullptr, mapped_, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(start_ + size, page, PROT_NONE);
    data_ = start_ + size - from.size;
    if (from.size > 0) memcpy(data_, from.data, from.size);
    size_ = from.size;
  }
  ~Guarded() { munmap(start_, mapped_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  Bytes bytes() const { return {data_, size_}; }

  void Damage(schedule::Random& random, std::uint64_t times) {
    for (std::uint64_t i = 0; i < times && size_ > 0; ++i) {
      data_[random.Below(size_)] = static_cast<std::uint8_t>(random.Below(256));
    }
  }

 private:
  std::uint8_t* start_;
  std::uint8_t* data_;
  std::size_t size_;
  std::size_t mapped_;
};

class NoMachine final : public Machine {
 public:
  bool Register(int number, std::uint64_t* value) const override {
    *value = static_cast<std::uint64_t>(number);
    return number % 2 == 0;
  }
  bool FrameBase(std::uint64_t* value) const override {
    *value = 0x1000;
    return true;
  }
  bool CallFrameAddress(std::uint64_t*) const override { return false; }
  bool Memory(std::uint64_t, void*, std::size_t) const override {
    return false;
  }
  bool ThreadLocal(std::uint64_t, std::uint64_t*) const override {
    return false;
  }
  bool EntryValue(Bytes, std::uint64_t*) const override { return false; }
  std::uint64_t LoadBias() const override { return 0; }
};

// Asks for all that there is. How many entries there were.
std::uint32_t ReadAll(const Sections& sections) {
  const DebugInfo info(sections);
  const NoMachine machine;
  std::uint32_t entries = 0;
  for (std::size_t i = 0; i < info.unit_count(); ++i) {
    Unit& unit = info.unit(i);
    const std::uint64_t pc = unit.base_address() + 16;
    info.UnitOfCode(pc);
    unit.FunctionAt(pc);
    for (std::uint64_t file = 0; file < 4; ++file) unit.FileName(file);
    for (std::uint32_t j = 0; j < unit.entry_count(); ++j) {
      if (++entries > kMostEntries) return entries;
      const Die die = unit.entry(j);
      die.tag();
      die.Name();
      die.Declaration();
      die.Covers(pc);
      die.parent();
      die.next();
      die.first_child();
      die.FindDie(kAtType).Name();
      die.FindNumber(kAtByteSize);
      for (const At at : {kAtLocation, kAtDataMemberLocation}) {
        const Bytes expression = die.LocationAt(at, pc);
        if (!expression.empty()) Evaluate(expression, unit, machine);
      }
    }
  }
  return entries;
}

constexpr const char* kNames[] = {
    ".debug_info", ".debug_abbrev",      ".debug_str",     ".debug_line_str",
    ".debug_addr", ".debug_str_offsets", ".debug_line",    ".debug_ranges",
    ".debug_loc",  ".debug_rnglists",    ".debug_loclists"};
constexpr Bytes Sections::*kMembers[] = {
    &Sections::info,     &Sections::abbrev,  &Sections::str,
    &Sections::line_str, &Sections::addr,    &Sections::str_offsets,
    &Sections::line,     &Sections::ranges,  &Sections::loc,
    &Sections::rnglists, &Sections::loclists};

TEST(DamagedDebugInfo, IsReadToItsEndAndNoFurther) {
  const ElfFile file("/proc/self/exe");
  Sections whole;
  for (int i = 0; i < 11; ++i) whole.*kMembers[i] = file.Section(kNames[i]);
  ASSERT_GT(ReadAll(whole), 1000u) << "this test has no debug information";
  schedule::Random random(20261125);
  std::uint32_t most = 0;
  for (int round = 0; round < 150; ++round) {
    std::vector<std::unique_ptr<Guarded>> copies;
    Sections sections;
    for (const auto member : kMembers) {
      Bytes bytes = whole.*member;
      if (round % 5 == 4 && bytes.size > 0) {
        bytes.size = random.Below(bytes.size);
      }
      copies.push_back(std::make_unique<Guarded>(bytes));
      if (round > 0) copies.back()->Damage(random, random.Below(40));
      sections.*member = copies.back()->bytes();
    }
    const std::uint32_t entries = ReadAll(sections);
    if (round == 0) {
      EXPECT_GT(entries, 1000u);
    } else {
      most = std::max(most, entries);
    }
  }
  // Damage does not always end it all at once.
  EXPECT_GT(most, 1000u);
}

// A length that says more than there is, in a file that is nothing else.
TEST(DamagedDebugInfo, AFileThatIsNoneHasNoSections) {
  schedule::Random random(7);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::uint8_t> bytes(64 + random.Below(200));
    for (std::uint8_t& byte : bytes) {
      byte = static_cast<std::uint8_t>(random.Below(256));
    }
    memcpy(bytes.data(), "\177ELF\2\1\1", 7);
    const Guarded copy({bytes.data(), bytes.size()});
    const ElfFile file(copy.bytes());
    for (const char* name : kNames) {
      EXPECT_LE(file.Section(name).size, bytes.size());
    }
    file.ObjectAt(random.Next());
  }
}

}  // namespace
}  // namespace racekit::dwarf
