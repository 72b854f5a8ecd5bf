// Names of functions as a person would write them.
//
// Pure, thread-safe.

#ifndef RACEKIT_HARNESS_REPORT_FUNCTION_NAME_H_
#define RACEKIT_HARNESS_REPORT_FUNCTION_NAME_H_

#include <string>
#include <string_view>

namespace racekit {

// A demangled name without what only the compiler needs: the result's type,
// long lists of template arguments and parameters ("<...>", "(...)"), tags of
// the ABI. A lambda, which is called after whatever it was handed to, is
// "lambda in " and the function that it stands in. What cannot be read stays as
// it is.
std::string ShortFunctionName(std::string_view demangled);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_FUNCTION_NAME_H_
