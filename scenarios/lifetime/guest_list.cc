#include "scenarios/lifetime/guest_list.h"

#include <cstddef>
#include <mutex>
#include <vector>

namespace racekit::scenarios::lifetime {

void UnlockedGuestList::Arrive(int guest) {
  guests_.insert(guests_.begin(), guest);  // racy: guests_
}

std::vector<int> UnlockedGuestList::Read() const {
  std::vector<int> read;
  read.reserve(guests_.size());                                // racy: guests_
  auto at = guests_.begin();                                   // racy: guests_
  for (std::size_t left = guests_.size(); left > 0; --left) {  // racy: guests_
    read.push_back(*at++);                                     // racy: guests_
  }
  return read;
}

void GuestList::Arrive(int guest) {
  std::lock_guard<std::mutex> lock(mutex_);
  guests_.insert(guests_.begin(), guest);  // racy: guests_
}

std::vector<int> KeptIteratorGuestList::Read() const {
  std::vector<int> read;
  std::unique_lock<std::mutex> lock(mutex_);
  auto at = guests_.begin();
  std::size_t left = guests_.size();
  lock.unlock();
  for (; left > 0; --left) {
    lock.lock();
    read.push_back(*at++);
    lock.unlock();
  }
  return read;
}

std::vector<int> KeptIndexGuestList::Read() const {
  std::vector<int> read;
  for (std::size_t at = 0;; ++at) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (at >= guests_.size()) return read;  // racy: guests_
    read.push_back(guests_[at]);            // racy: guests_
  }
}

std::vector<int> LockedGuestList::Read() const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<int> read;
  for (const int guest : guests_) read.push_back(guest);
  return read;
}

std::vector<int> SnapshotGuestList::Read() const {
  std::vector<int> read;
  for (const int guest : Snapshot()) read.push_back(guest);
  return read;
}

std::vector<int> SnapshotGuestList::Snapshot() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return guests_;
}

}  // namespace racekit::scenarios::lifetime
