#include <string>

#include "scenarios/print/buffered_printer.h"
#include "scenarios/print/output_file.h"
#include "scenarios/print/print.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::print {
namespace {

template <typename Printer>
std::string Run(Scale scale) {
  const int threads = Sized(scale, 5, 2);
  const int workers = Sized(scale, 100, 2);  // whose lines each thread prints
  OutputFile output;
  {
    Printer printer(output.fd());
    RunThreads(threads, [&](int thread) {
      for (int i = 0; i < workers; ++i) {
        printer.Print(WorkerLine(thread * workers + i));
      }
    });
  }
  return CheckLines(output.Contents(), threads * workers);
}

}  // namespace

Scenario SharedBuffer() {
  return {
      .name = "print/shared-buffer",
      .kind = "torn-output",
      .summary =
          "Workers print through one buffer, which whoever finds it "
          "full writes out, without a lock.",
      .source = "a course on Python concurrency: print from several threads",
      .invariant = "each worker's line appears whole, and once",
      .observed = "doubled line \"worker number 0\"",
      .variants =
          {
              Racy("racy", Run<SharedBufferPrinter>, Found({"torn-output"}),
                   Found({"data-race"}), Found({"data-race", "torn-output"})),
              Fixed("mutex", Run<LockedBufferPrinter>),
          },
  };
}

}  // namespace racekit::scenarios::print
