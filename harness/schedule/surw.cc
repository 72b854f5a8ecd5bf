#include "harness/schedule/surw.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace racekit::schedule {

namespace {

// Of so many threads, each is looked at; of more, some are proposed, and only
// if so many are refused is each looked at.
constexpr int kFewThreads = 8;
constexpr int kProposals = 8;

}  // namespace

bool Surw::BeginExecution(std::uint64_t execution) {
  random_ = Random::For(seed_, execution);
  met_ = 0;
  intended_ = kNoThread;
  work_.clear();
  work_.resize(profile_->threads().size(), {0, 0, 0});
  const auto& shared = profile_->shared();
  all_ =
      selection_ == Selection::kAll || shared.empty() || random_.Below(2) == 0;
  if (all_) {
    for (std::size_t i = 0; i < work_.size(); ++i) {
      work_[i].total = profile_->threads()[i].operations;
    }
  } else {
    SelectShared(shared[random_.Below(shared.size())]);
  }
  return true;
}

void Surw::SelectShared(const Profile::Shared& shared) {
  sites_ = profile_->sites(shared);
  site_count_ = shared.sites;
  const Profile::ThreadCount* counts = profile_->counts(shared);
  for (std::uint32_t i = 0; i < shared.counts; ++i) {
    const auto thread = static_cast<std::size_t>(counts[i].thread);
    if (thread < work_.size()) work_[thread].total = counts[i].operations;
  }
}

// Threads have come: what they will do no longer counts with their parents.
void Surw::MeetThreads(const Point& point) {
  met_ = point.thread_count;
  const auto existing = static_cast<std::size_t>(met_);
  if (work_.size() < existing) work_.resize(existing, {0, 0, 0});
  for (std::size_t i = 0; i < existing; ++i) work_[i].descendants = 0;
  // A parent has a lower number than its children.
  const auto& threads = profile_->threads();
  for (std::size_t i = threads.size(); i-- > existing;) {
    const ThreadId parent = threads[i].parent;
    if (parent == kNoThread || static_cast<std::size_t>(parent) >= i) continue;
    Work& heir = work_[static_cast<std::size_t>(parent)];
    heir.descendants += work_[i].total + work_[i].descendants;
    work_[i].descendants = 0;
  }
  FindHeaviest(point);
}

bool Surw::Matters(const Operation& operation) const {
  if (all_) return true;
  for (std::uint32_t i = 0; i < site_count_; ++i) {
    if (sites_[i] == operation.site) return true;
  }
  return false;
}

std::uint64_t Surw::Weight(const Point& point, ThreadId thread) const {
  const Work& work = work_[static_cast<std::size_t>(thread)];
  const std::uint64_t done =
      all_ ? point.threads[thread].pending.ordinal : work.done;
  std::uint64_t own = work.total > done ? work.total - done : 0;
  // More than expected: there is at least what it is about to do.
  if (own == 0 && Matters(point.threads[thread].pending)) own = 1;
  return own + work.descendants;
}

void Surw::FindHeaviest(const Point& point) {
  heaviest_ = 1;  // who does more than expected weighs that
  for (ThreadId thread = 0; thread < met_; ++thread) {
    heaviest_ = std::max(heaviest_, Weight(point, thread));
  }
}

ThreadId Surw::DrawByProposal(const Point& point) {
  for (int i = 0; i < kProposals; ++i) {
    const ThreadId thread = point.runnable[random_.Index(point.count)];
    if (random_.Below(heaviest_) < Weight(point, thread)) return thread;
  }
  return kNoThread;
}

ThreadId Surw::DrawByWeight(const Point& point) {
  if (point.count > kFewThreads) {
    const ThreadId accepted = DrawByProposal(point);
    if (accepted != kNoThread) return accepted;
    FindHeaviest(point);
  }
  std::uint64_t sum = 0;
  for (int i = 0; i < point.count; ++i) {
    sum += Weight(point, point.runnable[i]);
  }
  if (sum == 0) return point.runnable[random_.Index(point.count)];
  std::uint64_t drawn = random_.Below(sum);
  for (int i = 0;; ++i) {
    const std::uint64_t weight = Weight(point, point.runnable[i]);
    if (drawn < weight) return point.runnable[i];
    drawn -= weight;
  }
}

ThreadId Surw::Choose(const Point& point) {
  if (point.thread_count != met_) MeetThreads(point);
  return all_ ? DrawByWeight(point) : ChooseSelectively(point);
}

// Any of those that may go on without the intended one, or it itself; kNoThread
// if there is none.
ThreadId Surw::DrawEligible(const Point& point) {
  if (point.count > kFewThreads) {
    for (int i = 0; i < kProposals; ++i) {
      const ThreadId thread = point.runnable[random_.Index(point.count)];
      if (IsEligible(point, thread)) return thread;
    }
    if (point.threads[intended_].runnable) return intended_;
  }
  ThreadId chosen = kNoThread;
  int eligible = 0;
  for (int i = 0; i < point.count; ++i) {
    const ThreadId thread = point.runnable[i];
    if (!IsEligible(point, thread)) continue;
    if (random_.Index(++eligible) == 0) chosen = thread;
  }
  return chosen;
}

// What matters is done by the intended thread alone, which is drawn anew each
// time; meanwhile what does not matter goes on in any order.
ThreadId Surw::ChooseSelectively(const Point& point) {
  if (intended_ == kNoThread) intended_ = DrawByWeight(point);
  ThreadId chosen = DrawEligible(point);
  if (chosen == kNoThread) {  // the intended one cannot go on, or has ended
    chosen = intended_ = DrawByWeight(point);
  }
  if (chosen == intended_ && Matters(point.threads[chosen].pending)) {
    ++work_[static_cast<std::size_t>(chosen)].done;
    intended_ = kNoThread;
  }
  return chosen;
}

}  // namespace racekit::schedule
