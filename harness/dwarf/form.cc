// How the values of attributes are written.

#include "harness/dwarf/debug_info.h"

namespace racekit::dwarf {
namespace {

using Kind = Value::Kind;

Value Number(Kind kind, std::uint64_t number) {
  Value value;
  value.kind = kind;
  value.number = number;
  return value;
}

Value Text(const char* string) {
  Value value;
  value.kind = Kind::kString;
  value.string = string;
  return value;
}

Value Block(Bytes bytes) {
  Value value;
  value.kind = Kind::kBlock;
  value.block = bytes;
  return value;
}

}  // namespace

bool Unit::AddressAt(std::uint64_t index, std::uint64_t* address) const {
  Reader reader(info_->sections().addr.From(addr_base_).From(index * 8));
  *address = reader.U64();
  return reader.ok();
}

// What an index into the table of strings or of addresses stands for.
Value Unit::Indexed(Kind kind, std::uint64_t index) const {
  if (kind == Kind::kAddress) {
    std::uint64_t address;
    if (!AddressAt(index, &address)) return {};
    return Number(kind, address);
  }
  Reader reader(info_->sections()
                    .str_offsets.From(str_offsets_base_)
                    .From(index * offset_size_));
  const std::uint64_t offset = reader.Number(offset_size_);
  return reader.ok() ? Text(info_->sections().str.String(offset)) : Value();
}

Value Unit::ReadForm(Reader& reader, const Attribute& attribute) const {
  switch (attribute.form) {
    case kFormAddr:
      return Number(Kind::kAddress, reader.U64());
    case kFormAddrx:
      return Indexed(Kind::kAddress, reader.Uleb());
    case kFormAddrx1:
    case kFormAddrx2:
    case kFormAddrx3:
    case kFormAddrx4:
      return Indexed(Kind::kAddress,
                     reader.Number(attribute.form - kFormAddrx1 + 1));
    case kFormStrx:
      return Indexed(Kind::kString, reader.Uleb());
    case kFormStrx1:
    case kFormStrx2:
    case kFormStrx3:
    case kFormStrx4:
      return Indexed(Kind::kString,
                     reader.Number(attribute.form - kFormStrx1 + 1));
    case kFormString:
      return Text(reader.String());
    case kFormStrp:
      return Text(info_->sections().str.String(reader.Number(offset_size_)));
    case kFormLineStrp:
      return Text(
          info_->sections().line_str.String(reader.Number(offset_size_)));
    case kFormData1:
    case kFormFlag:
      return Number(Kind::kNumber, reader.U8());
    case kFormData2:
      return Number(Kind::kNumber, reader.U16());
    case kFormData4:
      return Number(Kind::kNumber, reader.U32());
    case kFormData8:
      return Number(Kind::kNumber, reader.U64());
    case kFormUdata:
      return Number(Kind::kNumber, reader.Uleb());
    case kFormSdata:
      return Number(Kind::kNumber, static_cast<std::uint64_t>(reader.Sleb()));
    case kFormImplicitConst:
      return Number(Kind::kNumber,
                    static_cast<std::uint64_t>(attribute.constant));
    case kFormFlagPresent:
      return Number(Kind::kNumber, 1);
    case kFormRef1:
      return Number(Kind::kReference, offset_ + reader.U8());
    case kFormRef2:
      return Number(Kind::kReference, offset_ + reader.U16());
    case kFormRef4:
      return Number(Kind::kReference, offset_ + reader.U32());
    case kFormRef8:
      return Number(Kind::kReference, offset_ + reader.U64());
    case kFormRefUdata:
      return Number(Kind::kReference, offset_ + reader.Uleb());
    case kFormRefAddr:
      return Number(Kind::kReference, reader.Number(offset_size_));
    case kFormSecOffset:
      return Number(Kind::kOffset, reader.Number(offset_size_));
    case kFormLoclistx:
    case kFormRnglistx:
      return Number(Kind::kListIndex, reader.Uleb());
    case kFormBlock1:
      return Block(reader.Block(reader.U8()));
    case kFormBlock2:
      return Block(reader.Block(reader.U16()));
    case kFormBlock4:
      return Block(reader.Block(reader.U32()));
    case kFormBlock:
    case kFormExprloc:
      return Block(reader.Block(reader.Uleb()));
    case kFormIndirect: {
      Attribute direct = attribute;
      direct.form = static_cast<std::uint16_t>(reader.Uleb());
      if (direct.form == kFormIndirect) return {};
      return ReadForm(reader, direct);
    }
    default:
      SkipForm(reader, attribute.form);
      return {};
  }
}

void Unit::SkipForm(Reader& reader, std::uint16_t form) const {
  switch (form) {
    case kFormFlagPresent:
    case kFormImplicitConst:
      return;
    case kFormData1:
    case kFormFlag:
    case kFormRef1:
    case kFormStrx1:
    case kFormAddrx1:
      return reader.Skip(1);
    case kFormData2:
    case kFormRef2:
    case kFormStrx2:
    case kFormAddrx2:
      return reader.Skip(2);
    case kFormStrx3:
    case kFormAddrx3:
      return reader.Skip(3);
    case kFormData4:
    case kFormRef4:
    case kFormStrx4:
    case kFormAddrx4:
    case kFormRefSup4:
      return reader.Skip(4);
    case kFormAddr:
    case kFormData8:
    case kFormRef8:
    case kFormRefSig8:
    case kFormRefSup8:
      return reader.Skip(8);
    case kFormData16:
      return reader.Skip(16);
    case kFormStrp:
    case kFormLineStrp:
    case kFormStrpSup:
    case kFormSecOffset:
    case kFormRefAddr:
      return reader.Skip(offset_size_);
    case kFormUdata:
    case kFormSdata:
    case kFormRefUdata:
    case kFormStrx:
    case kFormAddrx:
    case kFormLoclistx:
    case kFormRnglistx:
      reader.Uleb();
      return;
    case kFormString:
      reader.String();
      return;
    case kFormBlock1:
      return reader.Skip(reader.U8());
    case kFormBlock2:
      return reader.Skip(reader.U16());
    case kFormBlock4:
      return reader.Skip(reader.U32());
    case kFormBlock:
    case kFormExprloc:
      return reader.Skip(reader.Uleb());
    case kFormIndirect: {
      const auto direct = static_cast<std::uint16_t>(reader.Uleb());
      if (direct == kFormIndirect) return reader.Fail();
      return SkipForm(reader, direct);
    }
    default:
      // Its size is unknown, so is everything behind it.
      reader.Fail();
  }
}

}  // namespace racekit::dwarf
