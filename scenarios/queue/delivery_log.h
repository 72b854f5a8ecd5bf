// A record of what arrived, to be compared with what was sent.

#ifndef RACEKIT_SCENARIOS_QUEUE_DELIVERY_LOG_H_
#define RACEKIT_SCENARIOS_QUEUE_DELIVERY_LOG_H_

#include <map>
#include <mutex>
#include <string>

namespace racekit::scenarios::queue {

// Thread-safe.
class DeliveryLog {
 public:
  void Arrived(int item);

  // Where items 1 to `sent` have each arrived once and no other has: "". Else
  // what is wrong: "3 of 40 items never arrived, the first is 7; item 0, which
  // nobody sent, arrived".
  std::string Complaint(int sent) const;

 private:
  mutable std::mutex mutex_;
  std::map<int, int> arrivals_;  // of each item; guarded by mutex_
};

}  // namespace racekit::scenarios::queue

#endif  // RACEKIT_SCENARIOS_QUEUE_DELIVERY_LOG_H_
