#include "harness/linearizable/run_scenario.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace racekit::internal {
namespace {

using linearizability::Interval;
using linearizability::Verdict;

constexpr std::size_t kColumns = 96;

class Run {
 public:
  Run(const CallScenario& scenario, Subject& subject)
      : scenario_(scenario),
        subject_(subject),
        calls_(scenario.All()),
        history_(calls_.size()) {}

  void Execute() {
    subject_.Begin(calls_.size());
    std::size_t next = 0;
    Calls(0, next, scenario_.before.size());
    next += scenario_.before.size();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < scenario_.threads.size(); ++i) {
      const std::size_t count = scenario_.threads[i].size();
      threads.emplace_back([this, i, next, count] {
        Calls(static_cast<int>(i) + 1, next, count);
      });
      next += count;
    }
    for (std::thread& thread : threads) thread.join();
    Calls(0, next, scenario_.after.size());
  }

  Verdict Check(linearizability::Criterion criterion) const {
    return subject_.Check(calls_, history_, criterion);
  }

  // "T1 push(1); T2 pop() = 2".
  std::string Summary() const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      parts.push_back(
          absl::StrCat(ThreadName(history_[i].thread), " ", Finished(i)));
    }
    return absl::StrJoin(parts, "; ");
  }

  std::vector<std::string> Lines() const {
    struct Moment {
      std::int64_t when;
      std::size_t call;
      bool begins;
    };
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      moments.push_back({history_[i].begin, i, true});
      moments.push_back({history_[i].end, i, false});
    }
    std::sort(moments.begin(), moments.end(),
              [](const Moment& a, const Moment& b) { return a.when < b.when; });
    const std::size_t lanes = scenario_.threads.size() + 1;
    const std::size_t width = kColumns / lanes;
    std::vector<std::string> lines;
    std::string head;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      head += Cell(ThreadName(static_cast<int>(lane)), width);
    }
    lines.push_back(Stripped(head));
    for (std::size_t k = 0; k < moments.size(); ++k) {
      const Moment& moment = moments[k];
      const std::string indent(
          width * static_cast<std::size_t>(history_[moment.call].thread), ' ');
      // One that nothing else came in between of is a line.
      const bool alone = moment.begins && k + 1 < moments.size() &&
                         moments[k + 1].call == moment.call;
      if (alone || !moment.begins) {
        lines.push_back(absl::StrCat(indent, Finished(moment.call)));
        if (alone) ++k;
      } else {
        lines.push_back(absl::StrCat(
            indent, subject_.CallText(calls_[moment.call]), " begins"));
      }
    }
    return lines;
  }

 private:
  static std::string ThreadName(int thread) {
    return thread == 0 ? "main" : absl::StrCat("T", thread);
  }
  static std::string Cell(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size() + 1), ' ');
    return text;
  }
  static std::string Stripped(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

  std::string Finished(std::size_t call) const {
    const std::string result = subject_.ResultText(call);
    return absl::StrCat(subject_.CallText(calls_[call]),
                        result.empty() ? "" : " = ", result);
  }

  void Calls(int thread, std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + count; ++i) {
      history_[i].thread = thread;
      history_[i].begin = clock_.fetch_add(1);
      subject_.Execute(calls_[i], i);
      history_[i].end = clock_.fetch_add(1);
    }
  }

  const CallScenario& scenario_;
  Subject& subject_;
  const std::vector<Call> calls_;
  std::vector<Interval> history_;
  std::atomic<std::int64_t> clock_{0};
};

std::string CallsText(const std::vector<Call>& calls, const Subject& subject) {
  return absl::StrJoin(calls, ", ", [&](std::string* out, const Call& call) {
    absl::StrAppend(out, subject.CallText(call));
  });
}

}  // namespace

std::string RunScenario(const CallScenario& scenario, Subject& subject,
                        linearizability::Criterion criterion,
                        std::vector<std::string>* lines) {
  Run run(scenario, subject);
  run.Execute();
  std::string wrong;
  if (run.Check(criterion).kind == Verdict::Kind::kViolated) {
    wrong = absl::StrCat("no order of these calls explains their results: ",
                         run.Summary());
  }
  if (lines != nullptr) *lines = run.Lines();
  subject.End();
  return wrong;
}

std::string ScenarioText(const CallScenario& scenario, const Subject& subject) {
  std::string text;
  if (!scenario.before.empty()) {
    absl::StrAppend(&text, CallsText(scenario.before, subject), "; then ");
  }
  absl::StrAppend(
      &text,
      absl::StrJoin(scenario.threads, " beside ",
                    [&](std::string* out, const std::vector<Call>& calls) {
                      absl::StrAppend(out, CallsText(calls, subject));
                    }));
  if (!scenario.after.empty()) {
    absl::StrAppend(&text, "; then ", CallsText(scenario.after, subject));
  }
  return text;
}

}  // namespace racekit::internal
