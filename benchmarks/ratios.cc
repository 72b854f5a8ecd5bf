#include "benchmarks/ratios.h"

#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"

namespace racekit::benchmarks {
namespace {

std::vector<Ratio>& Ratios() {
  static auto* const ratios = new std::vector<Ratio>;
  return *ratios;
}

// Shows what the console shows, and remembers how fast each was.
class Reporter final : public benchmark::ConsoleReporter {
 public:
  Reporter() : ConsoleReporter(OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const auto items = run.counters.find("items_per_second");
      const double rate =
          items != run.counters.end()
              ? items->second.value
              : static_cast<double>(run.iterations) / run.real_accumulated_time;
      // The best of the repetitions: other work on the machine only slows.
      double& best = rates_[run.run_name.function_name];
      if (rate > best) best = rate;
    }
  }

  void PrintRatios() const {
    for (const Ratio& ratio : Ratios()) {
      const auto slow = rates_.find(ratio.slow);
      const auto fast = rates_.find(ratio.fast);
      if (slow == rates_.end() || fast == rates_.end()) continue;
      const double value = fast->second / slow->second;
      std::printf("%9.2f x  %-60s (bar: %g x, %s)\n", value, ratio.what.c_str(),
                  ratio.bar, value >= ratio.bar ? "met" : "NOT MET");
    }
  }

 private:
  std::map<std::string, double> rates_;
};

}  // namespace

bool AddRatio(Ratio ratio) {
  Ratios().push_back(std::move(ratio));
  return true;
}

int RunWithRatios(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.PrintRatios();
  return 0;
}

}  // namespace racekit::benchmarks
