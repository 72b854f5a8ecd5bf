// The switch from one controlled thread to another, with fibers and with real
// threads. Nothing here may touch thread-local variables between the moment
// when the thread pointer changes and that when the stack does.

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/slot.h"
#include "harness/runtime/thread_end.h"
#include "harness/runtime/world.h"

namespace racekit::runtime {

void World::PrepareToRun(Thread* thread, std::size_t stack_bytes) {
  thread->slot = PrepareSlot(thread->id, stack_bytes);
  thread->frames = thread->slot->frames;
  *thread->slot->self_variable = thread;
  thread->stack_pointer = PrepareStack(thread->slot->stack_top, &ThreadEntry);
}

void World::ThreadEntry() {
  Thread* thread = self;
  void* result = nullptr;
  if (thread->id == 0) {
    world.body_(world.body_argument_);
    world.plain_steps_ = -1;
  } else {
    result = thread->start(thread->argument);
  }
  thread->ending = true;
  RunThreadEnd(thread);
  world.Exit(thread, result);
}

void World::SwitchToOs(Thread* from, Thread* to) {
  running_ = to;
  Slot* slot = from->slot;
  const bool finished = from->state == Thread::State::kFinished;
  HandOver(to->slot);
  if (finished) Park(slot);
  AwaitBaton(&slot->baton);
  if (slot->abandoned) Park(slot);
}

void World::EnterExecution(Thread* first) {
  if (mode_ == ThreadMode::kFibers) {
    explorer_pointer_ = ThreadPointer();
    SetThreadPointer(first->slot->thread_pointer);
    racekit_switch_stack(&explorer_stack_, first->stack_pointer);
    return;
  }
  running_ = first;
  HandOver(first->slot);
  AwaitBaton(&explorer_baton_);
  AbandonThreads();
}

void World::LeaveExecution(Thread* from) {
  if (mode_ == ThreadMode::kFibers) {
    SetThreadPointer(explorer_pointer_);
    racekit_switch_stack(&from->stack_pointer, explorer_stack_);
    __builtin_unreachable();
  }
  Slot* slot = from->slot;
  left_from_ = from;
  PassBaton(&explorer_baton_);
  Park(slot);
}

void World::AbandonThreads() {
  for (int id = 0; id < thread_count_; ++id) {
    Thread* thread = threads_[id];
    if (thread != left_from_ && thread->state != Thread::State::kFinished) {
      Abandon(thread->slot);
    }
  }
}

}  // namespace racekit::runtime
