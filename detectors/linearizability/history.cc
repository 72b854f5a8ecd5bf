#include "detectors/linearizability/history.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <unordered_set>
#include <utility>

namespace racekit::linearizability {
namespace {

// Configurations that were tried, as bytes.
class Tried {
 public:
  void Begin() { key_.clear(); }
  void Put(int number) {
    key_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  }
  void PutByte(unsigned char byte) { key_ += static_cast<char>(byte); }
  // False if it was there before.
  bool End() { return tried_.insert(key_).second; }
  std::int64_t size() const { return static_cast<std::int64_t>(tried_.size()); }

 private:
  std::string key_;
  std::unordered_set<std::string> tried_;
};

// What is done next is chosen among the operations that nothing still to be
// done precedes; `Order` says which those are.
//
//   int Next(int after): the first candidate behind `after` (-1: the very
//                        first), or -1
//   void Do(int operation), void Undo(int operation)
//   void PutKey(Tried&): what is done
template <typename Order>
class Search {
 public:
  Search(const std::vector<Interval>& history, Model& model, Order& order,
         std::int64_t limit)
      : history_(history), model_(model), order_(order), limit_(limit) {}

  Verdict Run() {
    Verdict verdict;
    for (const Interval& operation : history_) {
      if (!operation.pending()) ++left_;
    }
    int state = model_.Initial();
    int after = -1;
    while (left_ > 0) {
      const int operation = order_.Next(after);
      if (operation >= 0) {
        after = operation;
        const int next = model_.Apply(state, operation);
        if (next == Model::kImpossible) continue;
        Do(operation, state);
        if (IsNew(next)) {
          state = next;
          after = -1;
        } else {
          Undo();
        }
        if (tried_.size() < limit_) continue;
        verdict.kind = Verdict::Kind::kUnknown;
        break;
      }
      KeepLongest(verdict);
      if (done_.empty()) {
        verdict.kind = Verdict::Kind::kViolated;
        break;
      }
      after = done_.back().operation;
      state = done_.back().state;
      Undo();
    }
    if (verdict.holds()) verdict.order = OrderDone();
    verdict.tried = tried_.size();
    return verdict;
  }

 private:
  struct Done {
    int operation;
    int state;  // before
  };

  void Do(int operation, int state) {
    order_.Do(operation);
    done_.push_back({operation, state});
    if (!Of(operation).pending()) --left_;
  }
  void Undo() {
    const int operation = done_.back().operation;
    if (!Of(operation).pending()) ++left_;
    order_.Undo(operation);
    done_.pop_back();
  }

  bool IsNew(int state) {
    tried_.Begin();
    tried_.Put(state);
    order_.PutKey(tried_);
    return tried_.End();
  }

  void KeepLongest(Verdict& verdict) const {
    if (done_.size() > verdict.order.size()) verdict.order = OrderDone();
  }

  std::vector<int> OrderDone() const {
    std::vector<int> order;
    for (const Done& done : done_) order.push_back(done.operation);
    return order;
  }

  const Interval& Of(int operation) const {
    return history_[static_cast<std::size_t>(operation)];
  }

  const std::vector<Interval>& history_;
  Model& model_;
  Order& order_;
  const std::int64_t limit_;
  std::size_t left_ = 0;  // that ended and are not done
  std::vector<Done> done_;
  Tried tried_;
};

// The indices of operations in the order of their beginnings.
std::vector<int> ByBegin(const std::vector<Interval>& history) {
  std::vector<int> indices(history.size());
  std::iota(indices.begin(), indices.end(), 0);
  std::stable_sort(indices.begin(), indices.end(), [&](int a, int b) {
    return history[static_cast<std::size_t>(a)].begin <
           history[static_cast<std::size_t>(b)].begin;
  });
  return indices;
}

// Operations in the order of their beginnings; one may be done if it began
// before any that is not done had ended.
class RealTime {
 public:
  explicit RealTime(const std::vector<Interval>& history)
      : by_begin_(ByBegin(history)),
        rank_(history.size()),
        done_(history.size()) {
    for (std::size_t i = 0; i < by_begin_.size(); ++i) {
      const auto operation = static_cast<std::size_t>(by_begin_[i]);
      rank_[operation] = i;
      sorted_.push_back(history[operation]);
    }
  }

  int Next(int after) {
    const std::size_t from =
        after < 0 ? 0 : rank_[static_cast<std::size_t>(after)] + 1;
    std::int64_t first_end = Interval::kPending;
    for (std::size_t i = first_; i < sorted_.size(); ++i) {
      if (done_[i]) continue;
      if (sorted_[i].begin > first_end) return -1;
      if (i >= from) return by_begin_[i];
      first_end = std::min(first_end, sorted_[i].end);
    }
    return -1;
  }

  void Do(int operation) {
    done_[rank_[static_cast<std::size_t>(operation)]] = true;
    while (first_ < done_.size() && done_[first_]) ++first_;
    highest_ = std::max(highest_, rank_[static_cast<std::size_t>(operation)]);
  }
  void Undo(int operation) {
    const std::size_t rank = rank_[static_cast<std::size_t>(operation)];
    done_[rank] = false;
    first_ = std::min(first_, rank);
  }

  // All before the first that is not done, and a bit for each behind it.
  void PutKey(Tried& key) const {
    key.Put(static_cast<int>(first_));
    unsigned char byte = 0;
    unsigned char bit = 1;
    std::size_t zeros = 0;
    for (std::size_t i = first_; i <= highest_ && i < done_.size(); ++i) {
      if (done_[i]) byte |= bit;
      bit = static_cast<unsigned char>(bit << 1);
      if (bit != 0) continue;
      PutByte(byte, zeros, key);
      byte = 0;
      bit = 1;
    }
    PutByte(byte, zeros, key);
  }

 private:
  // Trailing zeros are left out.
  static void PutByte(unsigned char byte, std::size_t& zeros, Tried& key) {
    if (byte == 0) {
      ++zeros;
      return;
    }
    for (; zeros > 0; --zeros) key.PutByte(0);
    key.PutByte(byte);
  }

  std::vector<int> by_begin_;
  std::vector<std::size_t> rank_;  // of an operation in by_begin_
  std::vector<Interval> sorted_;
  std::vector<bool> done_;   // by rank
  std::size_t first_ = 0;    // the lowest rank that is not done
  std::size_t highest_ = 0;  // no rank above was ever done
};

// Each thread's operations in its order.
class ProgramOrder {
 public:
  explicit ProgramOrder(const std::vector<Interval>& history) {
    thread_of_.resize(history.size());
    for (const int operation : ByBegin(history)) {
      const auto index = static_cast<std::size_t>(operation);
      const auto thread = static_cast<std::size_t>(history[index].thread);
      if (threads_.size() <= thread) threads_.resize(thread + 1);
      threads_[thread].operations.push_back(operation);
      thread_of_[index] = thread;
    }
  }

  int Next(int after) const {
    const std::size_t from =
        after < 0 ? 0 : thread_of_[static_cast<std::size_t>(after)] + 1;
    for (std::size_t i = from; i < threads_.size(); ++i) {
      const Thread& thread = threads_[i];
      if (thread.done < thread.operations.size()) {
        return thread.operations[thread.done];
      }
    }
    return -1;
  }
  void Do(int operation) {
    ++threads_[thread_of_[static_cast<std::size_t>(operation)]].done;
  }
  void Undo(int operation) {
    --threads_[thread_of_[static_cast<std::size_t>(operation)]].done;
  }
  void PutKey(Tried& key) const {
    for (const Thread& thread : threads_) {
      key.Put(static_cast<int>(thread.done));
    }
  }

 private:
  struct Thread {
    std::vector<int> operations;
    std::size_t done = 0;
  };
  std::vector<Thread> threads_;
  std::vector<std::size_t> thread_of_;  // of an operation
};

// As if all operations between two quiet moments had begun and ended together.
std::vector<Interval> Quiescent(const std::vector<Interval>& history) {
  std::vector<Interval> stretched = history;
  std::vector<Interval*> by_begin;
  for (Interval& operation : stretched) by_begin.push_back(&operation);
  std::sort(
      by_begin.begin(), by_begin.end(),
      [](const Interval* a, const Interval* b) { return a->begin < b->begin; });
  for (std::size_t i = 0; i < by_begin.size();) {
    std::size_t to = i;
    const std::int64_t begin = by_begin[i]->begin;
    std::int64_t end = by_begin[i]->end;
    for (; to < by_begin.size() && by_begin[to]->begin < end; ++to) {
      end = std::max(end, by_begin[to]->end);
    }
    // What did not end keeps on, so that nothing is quiet behind it; the others
    // of its block did end.
    for (; i < to; ++i) {
      by_begin[i]->begin = begin;
      if (!by_begin[i]->pending()) {
        by_begin[i]->end = std::min(end, Interval::kPending - 1);
      }
    }
  }
  return stretched;
}

}  // namespace

Verdict CheckHistory(const std::vector<Interval>& history, Model& model,
                     Criterion criterion, std::int64_t limit) {
  switch (criterion) {
    case Criterion::kSequentiallyConsistent: {
      ProgramOrder order(history);
      return Search(history, model, order, limit).Run();
    }
    case Criterion::kQuiescentlyConsistent: {
      RealTime order(Quiescent(history));
      return Search(history, model, order, limit).Run();
    }
    case Criterion::kLinearizable:
      break;
  }
  RealTime order(history);
  return Search(history, model, order, limit).Run();
}

}  // namespace racekit::linearizability
