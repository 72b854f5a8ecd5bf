#include "harness/report/repeatable.h"

#include <cstdint>
#include <map>
#include <utility>

namespace racekit {
namespace {

class Addresses {
 public:
  void Replace(std::uintptr_t& address) {
    if (address == 0) return;
    const auto next = static_cast<std::uintptr_t>(numbers_.size() + 1);
    address = numbers_.emplace(address, next).first->second;
  }

 private:
  std::map<std::uintptr_t, std::uintptr_t> numbers_;
};

void Strip(Stack& stack) {
  for (Frame& frame : stack) frame.pc = 0;
}

}  // namespace

Report Repeatable(Report report) {
  report.seconds = 0;
  Addresses addresses;
  for (Finding& finding : report.findings) {
    addresses.Replace(finding.location.address);
    Strip(finding.location.allocated_at);
    for (Access& access : finding.accesses) {
      addresses.Replace(access.address);
      Strip(access.stack);
    }
    for (ThreadInfo& thread : finding.threads) Strip(thread.created_at);
    if (!finding.explanation) continue;
    for (ExplainedEvent& event : finding.explanation->events) {
      event.place.pc = 0;
    }
  }
  return report;
}

}  // namespace racekit
