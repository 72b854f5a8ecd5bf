// Response files: `@file` on a compiler's command line stands for the arguments
// in `file`.

#ifndef RACEKIT_HARNESS_CLI_COMPILE_RESPONSE_FILE_H_
#define RACEKIT_HARNESS_CLI_COMPILE_RESPONSE_FILE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace racekit::cli {

// The text of a file, or nothing if it cannot be read.
using FileReader =
    absl::FunctionRef<std::optional<std::string>(const std::string& path)>;

// `text` as GCC and clang read a response file: arguments are separated by
// white space; single and double quotes hold it together, a backslash takes the
// character after it as it is.
std::vector<std::string> SplitResponseFile(std::string_view text);

// `args` with each `@file` replaced by what the file says, which may name
// further files, 32 deep. As with GCC an `@file` that cannot be read stays what
// it is.
std::vector<std::string> ExpandResponseFiles(
    const std::vector<std::string>& args, FileReader read);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_COMPILE_RESPONSE_FILE_H_
