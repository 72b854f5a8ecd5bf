// Findings made by hand, for tests of what is done with them.

#ifndef RACEKIT_TESTS_HARNESS_REPORT_SAMPLE_FINDINGS_H_
#define RACEKIT_TESTS_HARNESS_REPORT_SAMPLE_FINDINGS_H_

#include <string>

#include "detectors/finding.h"
#include "harness/report/report.h"

namespace racekit {

inline Frame SampleFrame(std::string function, std::string file, int line) {
  return {0x401000, std::move(function), std::move(file),
          line,     "/bin/test",         0x1000};
}

// Two threads write a member of an object on the heap.
inline Finding SampleDataRace() {
  const Frame invoke =
      SampleFrame("std::__invoke<>()", "/usr/include/c++/12/bits/invoke.h", 61);
  const Frame body = SampleFrame("AccountTest_Both_Test::TestBody()",
                                 "bank/account_test.cc", 12);
  Finding finding;
  finding.kind = FindingKind::kDataRace;
  finding.message = "data race on Account::balance_";
  finding.detector = "tsan";
  finding.count = 3;
  finding.first_execution = 7;
  finding.location.kind = Location::Kind::kHeap;
  finding.location.address = 0x7b00;
  finding.location.size = 16;
  finding.location.thread = 0;
  finding.location.allocated_at = {body};
  Access deposit;
  deposit.kind = AccessKind::kWrite;
  deposit.thread = 1;
  deposit.address = 0x7b00;
  deposit.size = 4;
  deposit.stack = {SampleFrame("Account::Deposit(int)", "bank/account.cc", 15),
                   invoke};
  Access withdraw = deposit;
  withdraw.kind = AccessKind::kRead;
  withdraw.thread = 2;
  withdraw.locks = {"mu_"};
  withdraw.stack = {
      SampleFrame("std::atomic_thread_fence", "/usr/include/c++/12/atomic", 1),
      SampleFrame("Account::Withdraw(int)", "bank/account.cc", 20), invoke,
      invoke};
  finding.accesses = {deposit, withdraw};
  finding.threads = {{1, "", 0, {invoke, body}}, {2, "teller", 0, {invoke}}};
  finding.notes = {"a note"};
  return finding;
}

inline Report SampleReport() {
  Report report;
  report.test = "Account.Both";
  report.variant = "tsan";
  report.seed = 18446744073709551615u;
  report.executions = 40;
  report.failed_executions = 3;
  report.seconds = 0.25;
  report.injected = {20, 3};
  report.plain = FailureRate{20, 0};
  report.findings = {SampleDataRace()};
  return report;
}

}  // namespace racekit

#endif  // RACEKIT_TESTS_HARNESS_REPORT_SAMPLE_FINDINGS_H_
