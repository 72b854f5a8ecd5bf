// Regions that are to happen in one step, and did not: what a thread does from
// kRegionBegin to kRegionEnd is *serialisable* if the execution could be
// reordered, conflicting accesses staying in their order, so that nobody else
// comes in between.
//
// A lock for each access does not make it so: one thread reads under the lock
// and writes under the lock, another one writes between. No access races, and
// yet an update is lost. Several variables may be involved, and several
// threads.
//
// Two accesses conflict if they touch the same byte and at least one writes;
// creation of threads and joins order, too. Who conflicts with whom makes a
// graph of regions and of accesses outside any; a region is not serialisable if
// and only if it is on a circle there (Flanagan, Freund and Yi, "Velodrome: a
// sound and complete dynamic atomicity checker for multithreaded programs",
// PLDI 2008). Other than there, locks by themselves do not conflict: that
// somebody else held a lock for a moment harms nobody, if it was not for the
// sake of memory that the region uses. Of nested regions the outermost counts;
// threads created in a region are part of it.
//
// Precise for the execution at hand.
//
// Cost: nothing while no thread is in a region. Then a look at each earlier
// access to the same 8 bytes, and where an access conflicts with one, a walk
// over the graph since the beginning of the oldest region. Memory: 200 bytes
// for each access that differs in thread, bytes and kind, for each node and
// each edge; it is taken back when no thread is in a region. After kMaxNodes
// nodes without such a moment nothing further is found.

#ifndef RACEKIT_DETECTORS_ATOMICITY_H_
#define RACEKIT_DETECTORS_ATOMICITY_H_

#include <cstdint>

#include "detectors/detector.h"
#include "detectors/event.h"
#include "detectors/granule_table.h"
#include "detectors/problem.h"
#include "harness/arena/arena.h"
#include "harness/arena/page_vector.h"

namespace racekit::detectors {

class Atomicity final : public Detector {
 public:
  static constexpr int kMaxNodes = 1 << 18;

  // `sink` must outlive this.
  constexpr explicit Atomicity(ProblemSink* sink) : sink_(sink) {}

  const char* name() const override { return "atomicity"; }
  std::uint32_t interests() const override {
    return kPlainAccesses | kAtomics | kThreads | kMemory | kRegions;
  }
  void BeginExecution() override;
  void OnEvent(const Event& event) override;

 private:
  struct Node;
  // `from` happened before `to`, in another node, and they conflict.
  struct Edge {
    Node* target;
    Event from;
    Event to;
    Edge* next;
  };
  // A region, or what a thread does outside any between two conflicts.
  struct Node {
    ThreadId thread;
    bool region;
    bool used;   // something happened in it
    bool ended;  // a region that did
    bool reported;
    Event begin;  // of a region
    Edge* edges;  // out of it
    // By the search that came by last.
    std::uint32_t visited;
    Node* reached_from;
    const Edge* reached_by;
  };
  struct Access {
    Event event;
    std::uint8_t bytes;
    Node* node;
    Access* next;
  };
  struct ThreadState {
    Node* node;  // that its next event is in, or null
    bool guest;  // it was created in that region, and is part of it
    int depth;   // of regions
  };

  ThreadState& StateOf(ThreadId thread);
  void Forget();
  Node* NodeOf(ThreadId thread);
  Node* NewNode(ThreadId thread);
  bool IsGuest(ThreadId thread);
  void Begin(const Event& event);
  void End(const Event& event);
  void Touch(const Event& event);
  void TouchGranule(Access*& accesses, const Event& event, std::uint8_t bytes);
  void Free(const Event& event);
  void Create(const Event& event);
  void Order(ThreadId first, ThreadId then, const Event& event);
  void AddEdge(Node* source, const Event& from, const Event& to);
  bool Reaches(Node* start, const Node* goal);
  void Report(Node* region, Node* last, const Event& from, const Event& to);

  ProblemSink* const sink_;
  arena::Arena arena_;
  GranuleTable<Access*> accesses_;
  arena::PageVector<ThreadState> threads_;
  arena::PageVector<Node*> open_;  // of a search
  int in_regions_ = 0;             // threads
  int nodes_ = 0;
  std::uint32_t search_ = 0;
  Problem problem_;  // too large for a thread's stack
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_ATOMICITY_H_
