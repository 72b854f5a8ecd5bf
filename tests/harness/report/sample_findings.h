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

// The same, explained.
inline Finding SampleLostUpdate() {
  Finding finding = SampleDataRace();
  finding.kind = FindingKind::kLostUpdate;
  finding.message = "balance is 120, not 70";
  finding.detector = "explore";
  finding.location.name = "Account::balance_";
  finding.location.type = "int";
  finding.location.file = "bank/account.h";
  finding.location.line = 12;
  finding.schedule = "rk1:AAEC";
  finding.strategy = "surw";
  finding.switches = 4;
  finding.notes.clear();
  Explanation how;
  how.headline = "lost update on Account::balance_";
  how.why = {
      "T1 read at account.cc:14 and wrote at account.cc:15; T2 wrote in "
      "between, at account.cc:21, and that is lost.",
      "No lock covers both."};
  how.contrast =
      "passes if T1's write at account.cc:15 comes before T2's read at "
      "account.cc:20";
  how.passing_schedule = "rk1:AAED";
  how.switches = 4;
  how.preemptions = 1;
  how.switches_before = 17;
  how.shortest = true;
  how.executions = 40;
  const auto event = [](const char* action, int thread, int line,
                        const char* value) {
    ExplainedEvent made;
    made.action = action;
    made.thread = thread;
    made.object = "Account::balance_";
    made.value = value;
    made.place = SampleFrame("Account::Deposit(int)", "bank/account.cc", line);
    made.shown = true;
    return made;
  };
  ExplainedEvent create;
  create.action = "create";
  create.shown = true;
  create.other = 1;
  how.events.push_back(create);
  create.other = 2;
  how.events.push_back(create);
  how.events.push_back(event("read", 1, 14, "100"));
  how.events.push_back(event("read", 2, 20, "100"));
  how.events.push_back(event("write", 2, 21, "50"));
  how.events.push_back(event("write", 1, 15, "120"));
  for (const int critical : {2, 4, 5}) how.events[critical].critical = true;
  how.events[5].remark = "overwrites T2's 50";
  how.events[5].before = "50";
  how.events[5].locks = {"M1"};
  how.events[3].left_out = 7;
  how.left_out = 12;
  finding.explanation = how;
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
