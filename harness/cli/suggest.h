// "Did you mean ...?"

#ifndef RACEKIT_HARNESS_CLI_SUGGEST_H_
#define RACEKIT_HARNESS_CLI_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace racekit::cli {

// The names that somebody who wrote `wrong` may have meant, best first, at most
// five: those few edits away, or of which `wrong` is a part.
std::vector<std::string> NearNames(std::string_view wrong,
                                   const std::vector<std::string>& names);

// "; did you mean 'a' or 'b'?", or "" where nothing is near.
std::string DidYouMean(std::string_view wrong,
                       const std::vector<std::string>& names);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_SUGGEST_H_
