// Explores a whole program, in a process for each execution: ThirdPartyMain()
// is its main(). What it prints goes nowhere.

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "harness/explore.h"
#include "harness/options.h"
#include "harness/report/text.h"

int ThirdPartyMain(int argc, char** argv);

int main(int argc, char** argv) {
  racekit::InitOptions(&argc, argv);
  racekit::ExploreOptions options;
  options = racekit::GlobalOptions().ApplyTo(options);
  options.isolation = racekit::Isolation::kFork;
  options.capture_assertions = false;
  options.require_threads = true;
  options.max_steps = 100'000'000;
  const racekit::Report report = racekit::Explore(
      [argc, argv]() -> std::string {
        const int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        const int status = ThirdPartyMain(argc, argv);
        return status == 0 ? "" : absl::StrCat("main() returned ", status);
      },
      racekit::FindingKind::kUnexpectedExit, options);
  std::puts(racekit::ReportToText(report).c_str());
  return report.ok() ? 0 : 1;
}
