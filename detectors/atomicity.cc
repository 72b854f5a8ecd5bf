#include "detectors/atomicity.h"

#include <cstddef>

#include "detectors/access_kind.h"

namespace racekit::detectors {

void Atomicity::BeginExecution() {
  threads_.clear();
  in_regions_ = 0;
  Forget();
}

// Nobody is in a region: whatever happened before is on no circle to come.
void Atomicity::Forget() {
  arena_.Reset();
  accesses_.BeginExecution();
  nodes_ = 0;
  for (ThreadState& state : threads_) {
    state.node = nullptr;
    state.guest = false;
  }
}

Atomicity::ThreadState& Atomicity::StateOf(ThreadId thread) {
  return threads_.Reach(static_cast<std::size_t>(thread));
}

void Atomicity::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kRegionBegin:
      return Begin(event);
    case EventKind::kRegionEnd:
      return End(event);
    default:
      break;
  }
  if (in_regions_ == 0 || nodes_ >= kMaxNodes) return;
  switch (event.kind) {
    case EventKind::kRead:
    case EventKind::kWrite:
    case EventKind::kAtomicLoad:
    case EventKind::kAtomicStore:
    case EventKind::kAtomicRmw:
      return Touch(event);
    case EventKind::kFree:
      return Free(event);
    case EventKind::kAllocate:
      // Another life: who used the last one does not conflict with this.
      return accesses_.ForEach(
          event.address, event.size,
          [](Access*& accesses, std::uint8_t) { accesses = nullptr; });
    case EventKind::kCreate:
      return Create(event);
    case EventKind::kJoin:
      return Order(event.other, event.thread, event);
    default:
      return;
  }
}

// ---- Nodes

Atomicity::Node* Atomicity::NewNode(ThreadId thread) {
  ++nodes_;
  Node* node = arena_.New<Node>();
  node->thread = thread;
  ThreadState& state = StateOf(thread);
  state.guest = false;
  if (state.node != nullptr) {
    auto* edge = arena_.New<Edge>();
    edge->target = node;
    edge->next = state.node->edges;
    state.node->edges = edge;
  }
  state.node = node;
  return node;
}

Atomicity::Node* Atomicity::NodeOf(ThreadId thread) {
  const ThreadState& state = StateOf(thread);
  if (state.node == nullptr || (state.guest && state.node->ended)) {
    return NewNode(thread);
  }
  return state.node;
}

bool Atomicity::IsGuest(ThreadId thread) {
  const ThreadState& state = StateOf(thread);
  return state.guest && !state.node->ended;
}

void Atomicity::Begin(const Event& event) {
  if (IsGuest(event.thread)) return;
  if (++StateOf(event.thread).depth > 1) return;
  if (++in_regions_ == 1) Forget();
  Node* node = NewNode(event.thread);
  node->region = true;
  node->begin = event;
}

void Atomicity::End(const Event& event) {
  ThreadState& state = StateOf(event.thread);
  if (state.depth == 0 || --state.depth > 0) return;
  --in_regions_;
  if (state.node != nullptr) state.node->ended = true;
  if (in_regions_ > 0 && nodes_ < kMaxNodes) NewNode(event.thread);
}

// ---- Edges

void Atomicity::Touch(const Event& event) {
  ForEachGranule(event.address, event.size,
                 [&](std::uintptr_t at, std::uint8_t bytes) {
                   TouchGranule(accesses_.Get(at), event, bytes);
                 });
}

void Atomicity::Free(const Event& event) {
  accesses_.ForEach(event.address, event.size,
                    [&](Access*& accesses, std::uint8_t bytes) {
                      if (accesses == nullptr) return;
                      TouchGranule(accesses, event, bytes);
                    });
}

void Atomicity::TouchGranule(Access*& accesses, const Event& event,
                             std::uint8_t bytes) {
  Access* own = nullptr;
  for (Access* access = accesses; access != nullptr; access = access->next) {
    if (access->event.thread == event.thread) {
      if (access->bytes == bytes &&
          Writes(access->event.kind) == Writes(event.kind)) {
        own = access;
      }
      continue;
    }
    if ((access->bytes & bytes) == 0 ||
        (!Writes(access->event.kind) && !Writes(event.kind))) {
      continue;
    }
    AddEdge(access->node, access->event, event);
  }
  Node* node = NodeOf(event.thread);
  node->used = true;
  // The first of its node, which others may have come after.
  if (own != nullptr && own->node == node) return;
  if (own == nullptr) {
    own = arena_.New<Access>();
    own->bytes = bytes;
    own->next = accesses;
    accesses = own;
  }
  own->event = event;
  own->node = node;
}

void Atomicity::Create(const Event& event) {
  Node* node = NodeOf(event.thread);
  ThreadState& child = StateOf(event.other);
  if (!node->region) return Order(event.thread, event.other, event);
  child.node = node;
  child.guest = true;
}

// All that `first` did so far comes before all that `then` will do.
void Atomicity::Order(ThreadId first, ThreadId then, const Event& event) {
  NodeOf(first)->used = true;
  Event from = event;
  from.thread = first;
  Event to = event;
  to.thread = then;
  AddEdge(StateOf(first).node, from, to);
  NodeOf(then)->used = true;
}

void Atomicity::AddEdge(Node* source, const Event& from, const Event& to) {
  Node* node = NodeOf(to.thread);
  if (source == node) return;
  if (node->region) {
    if (!node->reported && node->edges != nullptr && Reaches(node, source)) {
      node->reported = true;
      Report(node, source, from, to);
    }
  } else if (node->used) {
    // Outside regions nothing has to hold together: what came before does not
    // come after `from`.
    node = NewNode(to.thread);
  }
  for (const Edge* edge = source->edges; edge != nullptr; edge = edge->next) {
    if (edge->target == node) return;
  }
  auto* edge = arena_.New<Edge>();
  edge->target = node;
  edge->from = from;
  edge->to = to;
  edge->next = source->edges;
  source->edges = edge;
}

bool Atomicity::Reaches(Node* start, const Node* goal) {
  ++search_;
  open_.clear();
  open_.push_back(start);
  start->visited = search_;
  for (std::size_t i = 0; i < open_.size(); ++i) {  // nearest first
    Node* node = open_[i];
    for (const Edge* edge = node->edges; edge != nullptr; edge = edge->next) {
      Node* next = edge->target;
      if (next->visited == search_) continue;
      next->visited = search_;
      next->reached_from = node;
      next->reached_by = edge;
      if (next == goal) return true;
      open_.push_back(next);
    }
  }
  return false;
}

// ---- What is said of it

namespace {

bool IsSame(const Event& a, const Event& b) {
  return a.thread == b.thread && a.kind == b.kind && a.address == b.address &&
         a.site.pc == b.site.pc && a.site.stack == b.site.stack;
}

const char* Verb(const Event& event) {
  switch (event.kind) {
    case EventKind::kCreate:
      return "creates or begins";
    case EventKind::kJoin:
      return "ends or is joined";
    default:
      return AccessVerb(event.kind);
  }
}

}  // namespace

// The circle from `region` by the way that Reaches() found to `last`, and back.
void Atomicity::Report(Node* region, Node* last, const Event& from,
                       const Event& to) {
  problem_ = {};
  problem_.kind = FindingKind::kAtomicityViolation;
  problem_.detector = name();
  problem_.what =
      "what is to happen in one step does not: another thread comes between "
      "and changes, or sees, what the step works on";
  problem_.address = to.address;
  problem_.Add("begins", region->begin);
  open_.clear();
  for (Node* node = last; node != region; node = node->reached_from) {
    open_.push_back(node);
  }
  const auto add = [this](const Event& event) {
    if (!IsSame(problem_.steps[problem_.size - 1].event, event)) {
      problem_.Add(Verb(event), event);
    }
  };
  while (!open_.empty()) {
    const Edge& edge = *open_.back()->reached_by;
    open_.pop_back();
    if (edge.from.site.pc == 0 && edge.to.site.pc == 0) continue;  // one thread
    add(edge.from);
    add(edge.to);
  }
  add(from);
  add(to);
  sink_->OnProblem(problem_);
}

}  // namespace racekit::detectors
