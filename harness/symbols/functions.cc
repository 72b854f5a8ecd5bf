#include "harness/symbols/functions.h"

#include <cxxabi.h>

#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/report/function_name.h"
#include "harness/symbols/module.h"

namespace racekit::internal {
namespace {

std::string Demangled(const char* mangled) {
  int status = 0;
  char* text = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
  if (status != 0 || text == nullptr) return mangled;
  std::string demangled = text;
  std::free(text);
  return demangled;
}

// "ns::Account::Withdraw(int) [clone .part.0]" without arguments of any kind.
std::string PlainName(std::string_view demangled) {
  const std::string name = ShortFunctionName(demangled);
  return name.substr(0, name.find_first_of("(<["));
}

}  // namespace

std::vector<FunctionCode> FunctionsNamed(std::string_view name) {
  std::vector<FunctionCode> functions;
  const Module* module =
      ModuleAt(reinterpret_cast<std::uintptr_t>(&FunctionsNamed));
  if (module == nullptr) return functions;
  const std::string qualified = absl::StrCat("::", name);
  // A mangled name has all names in it.
  const std::string_view own = name.substr(name.rfind(':') + 1);
  module->file.ForEachFunction([&](const dwarf::ElfFile::Object& function) {
    if (function.size == 0) return;
    if (!absl::StrContains(function.name, own)) return;
    const std::string plain = PlainName(Demangled(function.name));
    if (plain != name && !absl::EndsWith(plain, qualified)) return;
    const std::uintptr_t begin = function.address + module->bias;
    functions.push_back({begin, begin + function.size});
  });
  return functions;
}

}  // namespace racekit::internal
