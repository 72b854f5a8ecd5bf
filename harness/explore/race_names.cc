#include "harness/explore/race_names.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string>

#include "absl/strings/match.h"
#include "harness/arena/shared_pages.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/heap.h"
#include "harness/runtime/observer.h"
#include "harness/runtime/slot.h"
#include "harness/runtime/world.h"
#include "harness/symbols/memory.h"
#include "harness/symbols/stack_frame.h"
#include "harness/symbols/variable.h"

namespace racekit::internal {
namespace {

using detectors::RaceRecord;
using runtime::RawSyscall;

// What comes out of the child: plain bytes.
struct NamedRace {
  std::uintptr_t first_pc = 0;
  std::uintptr_t second_pc = 0;
  VariableName::Storage storage = VariableName::Storage::kElsewhere;
  int line = 0;
  char name[256] = {};
  char type[256] = {};
  char file[512] = {};
  char function[256] = {};
};

constexpr int kMaxFrames = 128;
constexpr unsigned kMaxSeconds = 20;

struct NamedRaces {
  NamedRace races[detectors::RaceLog::kCapacity];
  int count = 0;
};
NamedRaces of_this_process;
NamedRaces* named = &of_this_process;

const NamedRace* Find(const RaceRecord& race) {
  for (int i = 0; i < named->count; ++i) {
    const NamedRace& known = named->races[i];
    if (known.first_pc == race.first.site.pc &&
        known.second_pc == race.second.site.pc) {
      return &known;
    }
  }
  return nullptr;
}

template <std::size_t kSize>
void Copy(const std::string& from, char (&to)[kSize]) {
  const std::size_t size = std::min(from.size(), kSize - 1);
  memcpy(to, from.data(), size);
  to[size] = '\0';
}

std::size_t BlockSize(std::uintptr_t address) {
  const void* block = reinterpret_cast<const void*>(address);
  return runtime::heap.Owns(block) ? runtime::heap.SizeOf(block)
                                   : LibcBlockSize(address);
}

// In the child. A crash of its own is nobody's finding.
void Name(const RaceRecord& race, NamedRace& result) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM}) {
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
  RawSyscall(SYS_alarm, kMaxSeconds);
  static StackFrame frames[kMaxFrames];
  const int count = CaptureStack(frames, kMaxFrames);
  int own = 0;  // frames of the runtime's
  while (own < count && frames[own].pc != race.second.site.pc) ++own;
  if (own < count) {
    // The first argument of every hook.
    frames[own].Set(kRegisterRdi, race.second.address);
  } else {
    // An annotation tells of what a library did, further out.
    own = 0;
  }
  SetHeapBlockSize(&BlockSize);
  const VariableName name = NameVariable(
      race.second.address, race.second.size, frames + own, count - own,
      reinterpret_cast<std::uintptr_t>(
          runtime::world.thread(race.second.thread)->argument));
  result.storage = name.storage;
  result.line = name.line;
  Copy(name.name, result.name);
  Copy(name.type, result.type);
  Copy(name.file, result.file);
  Copy(name.function, result.function);
}

// Reads all of `result`, or nothing.
void Receive(int fd, NamedRace& result) {
  NamedRace received;
  std::size_t done = 0;
  while (done < sizeof(received)) {
    const long size =
        RawSyscall(SYS_read, fd, reinterpret_cast<long>(&received) + done,
                   static_cast<long>(sizeof(received) - done));
    if (size == -EINTR) continue;
    if (size <= 0) return;
    done += static_cast<std::size_t>(size);
  }
  result = received;
}

void Witness(const RaceRecord& race) {
  if (named->count == detectors::RaceLog::kCapacity || Find(race) != nullptr) {
    return;
  }
  NamedRace& result = named->races[named->count++];
  result = NamedRace();
  result.first_pc = race.first.site.pc;
  result.second_pc = race.second.site.pc;
  int fds[2];
  if (RawSyscall(SYS_pipe2, reinterpret_cast<long>(fds), O_CLOEXEC) != 0) {
    return;
  }
  // A child that sends no signal when it ends.
  const long child = RawSyscall(SYS_clone);
  if (child == 0) {
    NamedRace own = result;
    Name(race, own);
    RawSyscall(SYS_write, fds[1], reinterpret_cast<long>(&own), sizeof(own));
    RawSyscall(SYS_exit_group, 0);
  }
  RawSyscall(SYS_close, fds[1]);
  if (child > 0) {
    Receive(fds[0], result);
    while (RawSyscall(SYS_wait4, child, 0, __WALL) == -EINTR) {
    }
  }
  RawSyscall(SYS_close, fds[0]);
}

// Known by place and address, so that two locks taken at one place are two.
RaceRecord AsRace(const runtime::TraceEvent& event) {
  RaceRecord record;
  record.first.site.pc = event.address;
  record.second.thread = event.thread;
  record.second.site.pc = event.pc;
  record.second.address = event.address;
  record.second.size = event.size == 0 ? 1 : event.size;
  return record;
}

constexpr char kVptrOf[] = "vptr of ";

// "vptr of Task" for "Task::_vptr.Task", as g++ has it, and "Task::_vptr$Task".
std::string WithoutVptrMember(const std::string& name) {
  const std::size_t member = name.rfind("_vptr");
  if (member == std::string::npos || member == 0) return name;
  std::string object = name.substr(0, member);
  for (const char* joint : {"::", "->", "."}) {
    if (absl::EndsWith(object, joint)) {
      object.resize(object.size() - std::strlen(joint));
      return kVptrOf + object;
    }
  }
  return name;
}

}  // namespace

void ShareRaceNames() {
  if (named != &of_this_process) return;
  named = new (arena::MapSharedPages(sizeof(NamedRaces))) NamedRaces;
}

void ForgetRaceNames() {
  named->count = 0;
  runtime::race_witness = &Witness;
}

Location LocationOf(const RaceRecord& race) {
  Location location;
  location.address = race.second.address;
  location.size = race.second.size;
  const void* address = reinterpret_cast<const void*>(race.second.address);
  if (runtime::heap.Owns(address)) {
    location.kind = Location::Kind::kHeap;
  } else {
    for (int id = 0; id < runtime::world.thread_count(); ++id) {
      const runtime::Slot* slot = runtime::world.thread(id)->slot;
      if (address >= slot->stack && address < slot->stack_top) {
        location.kind = Location::Kind::kStack;
        location.thread = id;
      }
    }
  }
  const NamedRace* known = Find(race);
  if (known == nullptr) return location;
  location.name = WithoutVptrMember(known->name);
  location.type = known->type;
  location.file = known->file;
  location.line = known->line;
  location.function = known->function;
  if (known->storage == VariableName::Storage::kStatic) {
    location.kind = Location::Kind::kGlobal;
  } else if (known->storage == VariableName::Storage::kThreadLocal) {
    location.kind = Location::Kind::kThreadLocal;
    location.thread = race.second.thread;
  }
  return location;
}

bool IsVptr(const Location& location) {
  return absl::StartsWith(location.name, kVptrOf);
}

void NameEvent(const runtime::TraceEvent& event) { Witness(AsRace(event)); }

Location LocationOfEvent(const runtime::TraceEvent& event) {
  return LocationOf(AsRace(event));
}

}  // namespace racekit::internal
