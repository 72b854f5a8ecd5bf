#include "benchmarks/ratios.h"

int main(int argc, char** argv) {
  return racekit::benchmarks::RunWithRatios(argc, argv);
}
