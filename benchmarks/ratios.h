// Ratios of benchmarks: what a figure means on a machine whose speed nobody
// knows. Both sides of a ratio are measured in one run.

#ifndef RACEKIT_BENCHMARKS_RATIOS_H_
#define RACEKIT_BENCHMARKS_RATIOS_H_

#include <string>

namespace racekit::benchmarks {

// How often `fast` goes by in the time of one `slow`; both are names of
// benchmarks, without arguments. The page that lists what racekit wants to be
// names `bar`: at least that much.
struct Ratio {
  std::string what;
  std::string slow;
  std::string fast;
  double bar;
};

// Declares a ratio; to be called before main().
bool AddRatio(Ratio ratio);

// Runs the benchmarks that the command line asks for, then prints a table of
// the ratios both sides of which ran. A benchmark counts with the items (or
// else the iterations) it did a second, in wall time. Returns the exit status
// for main(): 1 if the command line is wrong.
int RunWithRatios(int argc, char** argv);

}  // namespace racekit::benchmarks

#endif  // RACEKIT_BENCHMARKS_RATIOS_H_
