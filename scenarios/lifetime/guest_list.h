// A list of guests that some read while others arrive.

#ifndef RACEKIT_SCENARIOS_LIFETIME_GUEST_LIST_H_
#define RACEKIT_SCENARIOS_LIFETIME_GUEST_LIST_H_

#include <mutex>
#include <vector>

namespace racekit::scenarios::lifetime {

// Each class below: Arrive() puts a guest in front of all that are there;
// Read() returns those that are there, the last to arrive first.

// BUG: no lock. The list moves in memory as it grows; whoever reads it then
// reads what is freed, or half of the old list and half of the new.
class UnlockedGuestList {
 public:
  void Arrive(int guest);
  std::vector<int> Read() const;

 private:
  std::vector<int> guests_;
};

// The lists that have a lock. They differ in how they are read.
class GuestList {
 public:
  void Arrive(int guest);

 protected:
  mutable std::mutex mutex_;
  std::vector<int> guests_;  // guarded by mutex_
};

// BUG: each step of the reader holds the lock. But its iterator is no longer
// one when the lock was given back and the list has grown meanwhile.
class KeptIteratorGuestList : public GuestList {
 public:
  std::vector<int> Read() const;
};

// BUG: the same with an index, which at least stays inside the list. Who
// arrives meanwhile moves all others up, and one of them is read twice.
class KeptIndexGuestList : public GuestList {
 public:
  std::vector<int> Read() const;
};

// Fixed: the reader holds the lock from the first guest to the last.
class LockedGuestList : public GuestList {
 public:
  std::vector<int> Read() const;
};

// Fixed: the reader copies the list under the lock, and takes its time over the
// copy.
class SnapshotGuestList : public GuestList {
 public:
  std::vector<int> Read() const;

 private:
  std::vector<int> Snapshot() const;
};

}  // namespace racekit::scenarios::lifetime

#endif  // RACEKIT_SCENARIOS_LIFETIME_GUEST_LIST_H_
