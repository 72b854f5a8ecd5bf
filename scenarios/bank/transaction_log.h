// The bank's log of transactions.

#ifndef RACEKIT_SCENARIOS_BANK_TRANSACTION_LOG_H_
#define RACEKIT_SCENARIOS_BANK_TRANSACTION_LOG_H_

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace racekit::scenarios::bank {

// Thread-safe: each line is whole, whoever writes beside. What the lines say
// about an account is up to who writes them.
class TransactionLog {
 public:
  void Add(std::string line) {
    std::lock_guard<std::mutex> lock(mutex_);
    lines_.push_back(std::move(line));
  }

  // "balance before deposit: 100; balance after deposit: 120; ..."
  std::string OnOneLine() const {
    std::lock_guard<std::mutex> lock(mutex_);
    std::string text;
    for (const std::string& line : lines_) {
      if (!text.empty()) text += "; ";
      text += line;
    }
    return text;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace racekit::scenarios::bank

#endif  // RACEKIT_SCENARIOS_BANK_TRANSACTION_LOG_H_
