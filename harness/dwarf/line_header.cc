// The list of files at the head of a unit's line table.

#include <string>

#include "harness/dwarf/debug_info.h"

namespace racekit::dwarf {
namespace {

// What an entry of a DWARF 5 list of files or folders consists of.
enum Content : std::uint16_t { kPath = 1, kDirectoryIndex = 2 };

constexpr std::uint64_t kMaxFiles = 1 << 16;
constexpr std::uint64_t kMaxFormats = 16;

std::string Join(const std::string& folder, const char* file) {
  if (file[0] == '/' || folder.empty() || folder == ".") return file;
  return folder + "/" + file;
}

struct ListedFile {
  const char* path = "";
  std::uint64_t folder = 0;
};

class LineHeader {
 public:
  LineHeader(const Sections& sections, std::uint64_t offset)
      : sections_(sections), reader_(sections.line.From(offset)) {}

  std::string Name(std::uint64_t number) {
    reader_.U32();  // length; 64-bit DWARF is not written for x86-64
    version_ = reader_.U16();
    if (version_ < 2 || version_ > 5) return "";
    if (version_ == 5) reader_.Skip(2);
    reader_.Skip(4);  // header length
    reader_.Skip(version_ >= 4 ? 2 : 1);
    reader_.Skip(3);
    const std::uint8_t opcode_base = reader_.U8();
    if (opcode_base > 0) reader_.Skip(opcode_base - 1u);
    return version_ == 5 ? NewName(number) : OldName(number);
  }

 private:
  std::string OldName(std::uint64_t number) {
    const Reader folders = reader_;
    while (reader_.ok() && *reader_.String() != '\0') {
    }
    for (std::uint64_t i = 1; reader_.ok(); ++i) {
      const char* path = reader_.String();
      if (*path == '\0') return "";
      const std::uint64_t folder = reader_.Uleb();
      reader_.Uleb();
      reader_.Uleb();
      if (i != number) continue;
      reader_ = folders;
      const char* name = "";
      for (std::uint64_t j = 0; j < folder && reader_.ok(); ++j) {
        name = reader_.String();
      }
      return Join(name, path);
    }
    return "";
  }

  std::string NewName(std::uint64_t number) {
    const Reader folders = reader_;
    ListedFile file;
    FindEntry(kMaxFiles, &file);
    if (!FindEntry(number, &file)) return "";
    reader_ = folders;
    ListedFile folder;
    FindEntry(file.folder, &folder);
    return Join(folder.path, file.path);
  }

  // Reads a list to its end; false if it has no entry of this number.
  bool FindEntry(std::uint64_t number, ListedFile* found) {
    struct Format {
      std::uint64_t content;
      std::uint64_t form;
    };
    Format formats[kMaxFormats];
    const std::uint8_t format_count = reader_.U8();
    if (format_count > kMaxFormats) return false;
    for (int i = 0; i < format_count; ++i) {
      formats[i].content = reader_.Uleb();
      formats[i].form = reader_.Uleb();
    }
    const std::uint64_t count = reader_.Uleb();
    if (count > kMaxFiles) return false;
    bool has = false;
    for (std::uint64_t i = 0; i < count && reader_.ok(); ++i) {
      ListedFile file;
      for (int j = 0; j < format_count; ++j) {
        Read(formats[j].content, formats[j].form, &file);
      }
      if (i != number) continue;
      *found = file;
      has = true;
    }
    return has && reader_.ok();
  }

  void Read(std::uint64_t content, std::uint64_t form, ListedFile* file) {
    const char* text = "";
    std::uint64_t number = 0;
    switch (form) {
      case kFormString:
        text = reader_.String();
        break;
      case kFormLineStrp:
        text = sections_.line_str.String(reader_.U32());
        break;
      case kFormStrp:
        text = sections_.str.String(reader_.U32());
        break;
      case kFormUdata:
        number = reader_.Uleb();
        break;
      case kFormData1:
        number = reader_.U8();
        break;
      case kFormData2:
        number = reader_.U16();
        break;
      case kFormData4:
        number = reader_.U32();
        break;
      case kFormData8:
        number = reader_.U64();
        break;
      case kFormData16:
        reader_.Skip(16);
        break;
      case kFormBlock:
        reader_.Skip(reader_.Uleb());
        break;
      default:
        reader_.Fail();
    }
    if (content == kPath) file->path = text;
    if (content == kDirectoryIndex) file->folder = number;
  }

  const Sections& sections_;
  Reader reader_;
  int version_ = 0;
};

}  // namespace

std::string Unit::FileName(std::uint64_t number) const {
  const Value table = Get(0, kAtStmtList);
  if (!table) return "";
  return LineHeader(info_->sections(), table.number).Name(number);
}

}  // namespace racekit::dwarf
