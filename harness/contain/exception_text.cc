#include "harness/contain/exception_text.h"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <string>
#include <typeinfo>

#include "absl/strings/str_cat.h"

namespace racekit::internal {

std::string DescribeCurrentException() {
  std::string type = "an exception";
  if (const std::type_info* info = abi::__cxa_current_exception_type()) {
    int status = 0;
    char* name = abi::__cxa_demangle(info->name(), nullptr, nullptr, &status);
    type = name != nullptr ? name : info->name();
    free(name);
  }
  try {
    throw;
  } catch (const std::exception& e) {
    return absl::StrCat(type, ": ", e.what());
  } catch (...) {
    return type;
  }
}

std::string DescribeUncaughtException() {
  if (std::current_exception() == nullptr) return "";
  try {
    std::rethrow_exception(std::current_exception());
  } catch (...) {
    return DescribeCurrentException();
  }
}

}  // namespace racekit::internal
