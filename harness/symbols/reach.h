// Searches objects, and what they point to, for a byte.

#ifndef RACEKIT_HARNESS_SYMBOLS_REACH_H_
#define RACEKIT_HARNESS_SYMBOLS_REACH_H_

#include <cstdint>
#include <deque>
#include <vector>

#include "harness/dwarf/debug_info.h"
#include "harness/symbols/object_path.h"

namespace racekit::internal {

// Breadth first: what is fewer pointers away is found first, and of these what
// was added or is declared first. The program must stand still meanwhile.
class Reach {
 public:
  explicit Reach(const Target& target) : target_(target) {}

  // Where to begin: a variable that is at this address.
  void AddVariable(dwarf::Die variable, std::uintptr_t address);
  // A variable that is a pointer or a reference, or a small object, and has
  // this value without being in memory.
  void AddValue(dwarf::Die variable, std::uint64_t value);

  // The steps from one of the variables to the target; empty if it cannot be
  // reached.
  Steps Search();
  // After a successful search: true unless the target is in a variable itself.
  bool followed_pointer() const {
    return nodes_[static_cast<std::size_t>(found_)].pointers > 0;
  }

 private:
  // Objects of one type side by side.
  struct Node {
    std::uintptr_t address = 0;
    dwarf::Die type;  // of one
    std::uint64_t size = 0;
    std::uint64_t count = 1;
    bool has_indices = false;
    int parent = -1;
    int pointers = 0;  // followed from a variable to here
    Steps steps;       // from the parent to here
  };

  void Add(Node node);
  bool Contains(const Node& node) const;
  Steps StepsTo(const Node& node) const;
  Steps StepsToTarget() const;
  void Expand(int index);
  void Walk(dwarf::Die type, std::uintptr_t object, int depth, bool in_foreign);
  void WalkMembers(dwarf::Die type, std::uintptr_t object, int depth);
  bool WalkContainer(dwarf::Die type, std::uintptr_t object);
  void WalkVector(dwarf::Die type, std::uintptr_t object);
  void WalkDeque(dwarf::Die type, std::uintptr_t object);
  void WalkString(dwarf::Die type, std::uintptr_t object);
  void WalkNodes(std::uintptr_t first, std::uintptr_t end,
                 std::uint64_t header_size, dwarf::Die value, bool is_tree);
  void Follow(dwarf::Die pointer, std::uint64_t value);

  const Target target_;
  std::deque<Node> nodes_;
  int found_ = -1;

  // While a node is expanded.
  int parent_ = -1;
  int pointers_ = 0;
  Steps path_;
  std::deque<Target> values_;  // what AddValue() was given, put in memory
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_REACH_H_
