#include "scenarios/queue/delivery_log.h"

#include <mutex>
#include <string>

namespace racekit::scenarios::queue {
namespace {

void Add(std::string& complaint, const std::string& text) {
  if (!complaint.empty()) complaint += "; ";
  complaint += text;
}

}  // namespace

void DeliveryLog::Arrived(int item) {
  std::lock_guard<std::mutex> lock(mutex_);
  ++arrivals_[item];
}

std::string DeliveryLog::Complaint(int sent) const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::string complaint;
  int missing = 0;
  int first_missing = 0;
  for (int item = 1; item <= sent; ++item) {
    if (arrivals_.count(item) > 0) continue;
    if (++missing == 1) first_missing = item;
  }
  if (missing > 0) {
    Add(complaint, std::to_string(missing) + " of " + std::to_string(sent) +
                       " items never arrived, the first is " +
                       std::to_string(first_missing));
  }
  // One example of each further sort is enough.
  bool told_stranger = false;
  bool told_double = false;
  for (const auto& [item, times] : arrivals_) {
    if (item < 1 || item > sent) {
      if (!told_stranger) {
        Add(complaint,
            "item " + std::to_string(item) + ", which nobody sent, arrived");
      }
      told_stranger = true;
    } else if (times > 1) {
      if (!told_double) {
        Add(complaint, "item " + std::to_string(item) + " arrived " +
                           std::to_string(times) + " times");
      }
      told_double = true;
    }
  }
  return complaint;
}

}  // namespace racekit::scenarios::queue
