#include "tests/harness/schedule/toy_program.h"

#include <deque>
#include <functional>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>

namespace racekit::schedule {

namespace {

using Kind = ToyOp::Kind;

bool Finished(const ToyProgram& program, const ToyState& state, int thread) {
  return state.threads[thread].exists &&
         state.threads[thread].pc == program.threads[thread].size();
}

void WakeAll(ToyState& state) {
  // They look again, and block again where it was not for them.
  for (ToyState::Thread& thread : state.threads) thread.blocked = false;
}

OperationKind ToOperationKind(Kind kind) {
  switch (kind) {
    case Kind::kLoad:
      return OperationKind::kAtomicLoad;
    case Kind::kStore:
      return OperationKind::kAtomicStore;
    case Kind::kLock:
      return OperationKind::kLock;
    case Kind::kUnlock:
      return OperationKind::kUnlock;
    case Kind::kCreate:
      return OperationKind::kCreate;
    case Kind::kJoin:
      return OperationKind::kJoin;
  }
  return OperationKind::kYield;
}

ToyOutcome OutcomeOf(const ToyProgram& program, const ToyState& state) {
  return {state.variables, !AllEnded(program, state)};
}

}  // namespace

ToyProgram RandomToyProgram(Random& random) {
  ToyProgram program;
  const int workers = 2 + random.Index(2);
  program.threads.emplace_back();
  const auto push = [&](int thread, Kind kind, int object, int amount = 0) {
    program.threads[thread].push_back({kind, static_cast<std::int8_t>(object),
                                       static_cast<std::int8_t>(amount)});
  };
  for (int t = 1; t <= workers; ++t) push(0, Kind::kCreate, t);
  for (int t = 1; t <= workers; ++t) push(0, Kind::kJoin, t);
  for (int t = 1; t <= workers; ++t) {
    program.threads.emplace_back();
    for (int block = 1 + random.Index(workers == 2 ? 3 : 2); block > 0;
         --block) {
      const int variable = random.Index(ToyState::kVariables);
      const int mutex = random.Index(ToyState::kMutexes);
      const bool outer = random.Index(3) == 0;
      const bool locked = random.Index(3) == 0;
      if (outer) push(t, Kind::kLock, 1 - mutex);
      if (locked) push(t, Kind::kLock, mutex);
      push(t, Kind::kLoad, variable);
      if (locked && random.Index(2) == 0) {
        push(t, Kind::kUnlock, mutex);
        push(t, Kind::kLock, mutex);
      }
      push(t, Kind::kStore,
           random.Index(4) == 0 ? random.Index(ToyState::kVariables) : variable,
           1 + random.Index(3));
      if (locked) push(t, Kind::kUnlock, mutex);
      if (outer) push(t, Kind::kUnlock, 1 - mutex);
    }
  }
  return program;
}

ToyState InitialState() {
  ToyState state;
  state.threads[0].exists = true;
  return state;
}

bool AllEnded(const ToyProgram& program, const ToyState& state) {
  for (std::size_t i = 0; i < program.threads.size(); ++i) {
    if (!Finished(program, state, static_cast<int>(i))) return false;
  }
  return true;
}

std::vector<ThreadId> RunnableThreads(const ToyProgram& program,
                                      const ToyState& state) {
  std::vector<ThreadId> runnable;
  for (std::size_t i = 0; i < program.threads.size(); ++i) {
    const ToyState::Thread& thread = state.threads[i];
    if (thread.exists && !thread.blocked &&
        thread.pc < program.threads[i].size()) {
      runnable.push_back(static_cast<ThreadId>(i));
    }
  }
  return runnable;
}

void Step(const ToyProgram& program, ThreadId id, ToyState& state) {
  ToyState::Thread& thread = state.threads[id];
  const ToyOp& op = program.threads[id][thread.pc];
  switch (op.kind) {
    case Kind::kLoad:
      thread.value = state.variables[op.object];
      break;
    case Kind::kStore:
      state.variables[op.object] =
          static_cast<std::int8_t>(thread.value + op.amount);
      break;
    case Kind::kLock:
      if (state.owners[op.object] >= 0) {
        thread.blocked = true;
        return;
      }
      state.owners[op.object] = static_cast<std::int8_t>(id);
      break;
    case Kind::kUnlock:
      state.owners[op.object] = -1;
      WakeAll(state);
      break;
    case Kind::kCreate:
      state.threads[op.object].exists = true;
      break;
    case Kind::kJoin:
      if (!Finished(program, state, op.object)) {
        thread.blocked = true;
        return;
      }
      break;
  }
  ++thread.pc;
  if (thread.pc == program.threads[id].size()) WakeAll(state);
}

ToyRun RunToy(const ToyProgram& program, Strategy& strategy) {
  ToyRun run;
  ToyState state = InitialState();
  std::vector<ThreadView> views(program.threads.size());
  ThreadId last = 0;
  strategy.BeginExecution(0);
  for (;; ++run.steps) {
    const std::vector<ThreadId> runnable = RunnableThreads(program, state);
    if (runnable.empty()) break;
    ThreadId next = runnable[0];
    if (runnable.size() > 1) {
      Point point;
      point.runnable = runnable.data();
      point.count = static_cast<int>(runnable.size());
      point.threads = views.data();
      point.thread_count = static_cast<int>(views.size());
      point.step = run.steps;
      for (const ThreadId id : runnable) {
        if (id == last) point.current = id;
        const std::uint8_t pc = state.threads[id].pc;
        const ToyOp& op = program.threads[id][pc];
        Operation& pending = views[id].pending;
        pending.kind = ToOperationKind(op.kind);
        pending.ordinal = pc;
        pending.site = static_cast<std::uint64_t>(id) * 1000 + pc;
        pending.object = 1 + static_cast<std::uint64_t>(op.object) +
                         (op.kind <= Kind::kStore    ? 0
                          : op.kind <= Kind::kUnlock ? 100
                                                     : 200);
      }
      next = strategy.Choose(point);
    }
    if (next != last) ++run.switches;
    last = next;
    Step(program, next, state);
  }
  strategy.EndExecution(views.data(), static_cast<int>(views.size()));
  run.outcome = OutcomeOf(program, state);
  return run;
}

std::optional<std::int64_t> FewestSwitches(const ToyProgram& program,
                                           const ToyPredicate& fails) {
  using Node = std::pair<ToyState, ThreadId>;  // and who ran last
  struct Hash {
    std::size_t operator()(const Node& node) const {
      static_assert(std::has_unique_object_representations_v<ToyState>);
      return std::hash<std::string_view>()(
                 {reinterpret_cast<const char*>(&node.first),
                  sizeof(node.first)}) +
             static_cast<std::size_t>(node.second);
    }
  };
  std::unordered_set<Node, Hash> done;
  std::deque<std::pair<Node, std::int64_t>> open;
  open.push_back({{InitialState(), 0}, 0});
  while (!open.empty()) {
    const auto [node, switches] = open.front();
    open.pop_front();
    if (!done.insert(node).second) continue;
    const std::vector<ThreadId> runnable = RunnableThreads(program, node.first);
    if (runnable.empty()) {
      if (fails(OutcomeOf(program, node.first))) return switches;
      continue;
    }
    for (const ThreadId id : runnable) {
      Node next{node.first, id};
      Step(program, id, next.first);
      if (id == node.second) {
        open.push_front({std::move(next), switches});
      } else {
        open.push_back({std::move(next), switches + 1});
      }
    }
  }
  return std::nullopt;
}

}  // namespace racekit::schedule
