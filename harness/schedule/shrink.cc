#include "harness/schedule/shrink.h"

#include <algorithm>
#include <cstddef>

#include "harness/schedule/choice_log.h"
#include "harness/schedule/deviation_search.h"
#include "harness/schedule/replay.h"
#include "harness/schedule/segments.h"

namespace racekit::schedule {

namespace {

void Copy(const Segments& from, Segments& to) {
  to.clear();
  for (const Segment& segment : from) to.push_back(segment);
}

class Shrinker {
 public:
  Shrinker(Subject& subject, const ShrinkOptions& options, Schedule& shortest)
      : subject_(subject), options_(options), shortest_(shortest) {}

  ShrinkResult Run(const Schedule& failing) {
    shortest_.CopyFrom(failing);
    {
      Replay replay(&failing);
      ChoiceLog log(&replay);
      if (!Try(log)) return result_;
      result_.before = result_.after;
    }
    // Leaves half of the budget to the search, which alone knows when nothing
    // shorter is left.
    LeaveOut(options_.executions / 2);
    Search();
    return result_;
  }

 private:
  bool Exhausted(std::int64_t executions) const {
    return result_.executions >= executions || steps_ >= options_.steps;
  }

  // Runs what `log` wraps: true if it fails and is the shortest so far.
  bool Try(ChoiceLog& log) {
    ++result_.executions;
    const Trial trial = subject_.Run(log);
    steps_ += trial.steps;
    complete_ = trial.complete;
    if (!trial.fails) return false;
    const ScheduleCost cost{
        trial.switches, log.preemptions(),
        static_cast<std::int64_t>(log.schedule().choices())};
    if (result_.reproduced && cost >= result_.after) return false;
    result_.reproduced = true;
    result_.after = cost;
    shortest_.CopyFrom(log.schedule());
    ToSegments(log, best_);
    if (cost.preemptions <= kMostLookedAt) FindFocus(log);
    return true;
  }

  bool TrySegments() {
    FollowSegments follow(&candidate_);
    ChoiceLog log(&follow);
    return Try(log);
  }

  void LeaveOut(std::int64_t executions) {
    for (bool shrunk = true; shrunk && !Exhausted(executions);) {
      shrunk = false;
      for (std::size_t chunk = std::max<std::size_t>(best_.size(), 1);
           chunk > 0; chunk /= 2) {
        for (std::size_t at = 0; at < best_.size();) {
          if (Exhausted(executions)) return;
          if (TryWithout(at, chunk) || TryRunningOn(at, chunk)) {
            shrunk = true;  // another has moved up to `at`
          } else {
            at += chunk;
          }
        }
      }
      for (std::size_t at = 0; at < best_.size();) {
        if (Exhausted(executions)) return;
        if (TryPullingForward(at)) {
          shrunk = true;
        } else {
          ++at;
        }
      }
    }
  }

  // What these segments would have done their threads do later.
  bool TryWithout(std::size_t at, std::size_t chunk) {
    candidate_.clear();
    for (std::size_t i = 0; i < best_.size(); ++i) {
      if (i < at || i >= at + chunk) candidate_.push_back(best_[i]);
    }
    return TrySegments();
  }

  // They are not cut short.
  bool TryRunningOn(std::size_t at, std::size_t chunk) {
    Copy(best_, candidate_);
    bool changed = false;
    for (std::size_t i = at; i < best_.size() && i < at + chunk; ++i) {
      changed = changed || candidate_[i].end != Segment::kUntilItBlocks;
      candidate_[i].end = Segment::kUntilItBlocks;
    }
    return changed && TrySegments();
  }

  // The segment does what the thread's next one would have done, too.
  bool TryPullingForward(std::size_t at) {
    if (best_[at].end == Segment::kUntilItBlocks) return false;
    std::size_t next = at + 1;
    while (next < best_.size() && best_[next].thread != best_[at].thread) {
      ++next;
    }
    if (next == best_.size()) return false;
    candidate_.clear();
    for (std::size_t i = 0; i < best_.size(); ++i) {
      if (i == next) continue;
      candidate_.push_back(best_[i]);
      if (i == at) candidate_.back().end = best_[next].end;
    }
    return TrySegments();
  }

  // The places at which threads were preempted, and all that touched the same.
  void FindFocus(const ChoiceLog& log) {
    focus_.clear();
    for (const ChoiceLog::Choice& choice : log.choices()) {
      if (choice.current == kNoThread || choice.chosen == choice.current) {
        continue;
      }
      for (const ChoiceLog::Choice& other : log.choices()) {
        if (other.current == kNoThread) continue;
        if (other.site == choice.site ||
            (other.object == choice.object && choice.object != 0)) {
          AddFocus(other.site);
        }
      }
    }
  }

  void AddFocus(std::uint64_t site) {
    for (const std::uint64_t known : focus_) {
      if (known == site) return;
    }
    if (focus_.size() < kMostFocus) focus_.push_back(site);
  }

  void Search() {
    const int bound =
        std::clamp(options_.preemptions, 0, DeviationSearch::kMostPreemptions);
    DeviationSearch search(bound);
    for (const std::uint64_t site : focus_) search.AddFocus(site);
    ChoiceLog log(&search);
    while (!Exhausted(options_.executions)) {
      if (!search.Next()) {
        result_.exhausted = true;
        return;
      }
      Try(log);
      search.Expand(log, result_.after.switches, result_.after.preemptions,
                    complete_);
    }
  }

  static constexpr std::size_t kMostFocus = 64;
  static constexpr std::int64_t kMostLookedAt = 32;  // preemptions

  Subject& subject_;
  const ShrinkOptions options_;
  Schedule& shortest_;
  ShrinkResult result_;
  std::int64_t steps_ = 0;
  bool complete_ = true;  // the execution that ran last
  Segments best_;
  Segments candidate_;
  arena::PageVector<std::uint64_t> focus_;
};

}  // namespace

ShrinkResult Shrink(Subject& subject, const Schedule& failing,
                    const ShrinkOptions& options, Schedule& shortest) {
  return Shrinker(subject, options, shortest).Run(failing);
}

}  // namespace racekit::schedule
