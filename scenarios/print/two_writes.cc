#include <string>

#include "scenarios/print/line_printer.h"
#include "scenarios/print/output_file.h"
#include "scenarios/print/print.h"
#include "scenarios/print/process_printer.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::print {
namespace {

template <typename Printer>
std::string Run(Scale scale) {
  const int threads = Sized(scale, 5, 2);
  const int workers = Sized(scale, 40, 1);  // whose line each thread prints
  OutputFile output;
  Printer printer(output.fd());
  RunThreads(threads, [&](int thread) {
    for (int i = 0; i < workers; ++i) {
      printer.Print(WorkerLine(thread * workers + i));
    }
  });
  return CheckLines(output.Contents(), threads * workers);
}

std::string RunProcesses() {
  constexpr int kProcesses = 5;
  OutputFile output;
  PrintByProcesses(kProcesses, output.fd());
  return CheckLines(output.Contents(), kProcesses);
}

}  // namespace

Scenario TwoWrites() {
  Variant processes = Fixed("processes", RunProcesses, /*runs=*/20);
  // Other processes are out of the controlled threads' world.
  processes.explore = Refused("fork()");
  return {
      .name = "print/two-writes",
      .kind = "torn-output",
      .summary = "Workers print a line and its end in two writes to one file.",
      .source = "a course on Python concurrency: print from several threads",
      .invariant = "each worker's line appears whole, and once",
      .observed = "torn line \"worker number 40worker number 0\"",
      .variants =
          {
              // Each write is atomic and nothing in memory is shared:
              // ThreadSanitizer has nothing to say.
              Racy("racy", Run<TwoWritesPrinter>, Found({"torn-output"}),
                   Silent(), Found({"torn-output", "atomicity-violation"})),
              Fixed("mutex", Run<LockedPrinter>),
              Fixed("absl-mutex", Run<AbslLockedPrinter>),
              Fixed("one-write", Run<OneWritePrinter>),
              processes,
          },
  };
}

}  // namespace racekit::scenarios::print
