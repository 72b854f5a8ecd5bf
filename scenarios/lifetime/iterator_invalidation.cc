#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "scenarios/lifetime/guest_list.h"
#include "scenarios/lifetime/lifetime.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::lifetime {
namespace {

// Guests arrive in the order of their numbers: a reader sees them fall to 1.
std::string Complaint(const std::vector<int>& read) {
  for (std::size_t i = 0; i < read.size(); ++i) {
    const int expected = static_cast<int>(read.size() - i);
    if (read[i] == expected) continue;
    return "guest " + std::to_string(read[i]) + " was read, where " +
           std::to_string(expected) + " is due";
  }
  return "";
}

template <typename GuestList>
std::string Run(Scale scale) {
  const int guests = Sized(scale, 12, 3);
  const int reads = Sized(scale, 4, 1);
  GuestList list;
  std::string complaint;
  std::thread door([&list, guests] {
    for (int guest = 1; guest <= guests; ++guest) list.Arrive(guest);
  });
  std::thread reader([&] {
    for (int i = 0; i < reads && complaint.empty(); ++i) {
      complaint = Complaint(list.Read());
    }
  });
  door.join();
  reader.join();
  return complaint;
}

}  // namespace

Scenario IteratorInvalidation() {
  return {
      .name = "lifetime/iterator-invalidation",
      .kind = "atomicity-violation",
      .summary = "A thread reads a list step by step while another inserts.",
      .source = "the standard's rules on when iterators become invalid",
      .invariant = "who reads the list reads each guest in it once",
      .observed = "guest 2 was read, where 3 is due",
      .variants =
          {
              // Whether freed memory still holds what it held is up to chance.
              Racy("unlocked", Run<UnlockedGuestList>, Either(),
                   Found({"data-race", "use-after-free"}),
                   Found({"data-race", "use-after-free"})),
              Racy("kept-iterator", Run<KeptIteratorGuestList>, Either(),
                   Found({"use-after-free"}),
                   Found({"use-after-free", "atomicity-violation"})),
              // Memory is in order, and every access holds the lock.
              Racy("kept-index", Run<KeptIndexGuestList>,
                   Found({"atomicity-violation"}), Silent(),
                   Found({"atomicity-violation", "assertion"})),
              Fixed("mutex", Run<LockedGuestList>),
              Fixed("snapshot", Run<SnapshotGuestList>),
          },
  };
}

}  // namespace racekit::scenarios::lifetime
