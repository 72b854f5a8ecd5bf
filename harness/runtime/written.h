// Who wrote what: of standard output, which controlled thread wrote how many
// bytes, in the order in which they came.

#ifndef RACEKIT_HARNESS_RUNTIME_WRITTEN_H_
#define RACEKIT_HARNESS_RUNTIME_WRITTEN_H_

#include <cstddef>
#include <cstdint>

#include "harness/runtime/thread.h"

namespace racekit::runtime {

struct Written {
  struct Piece {
    std::int32_t thread;
    std::uint32_t bytes;
  };
  static constexpr int kCapacity = 1 << 14;

  // Begins anew.
  void Clear() { size = 0, complete = true; }
  void Add(int thread, std::size_t bytes) {
    if (size > 0 && pieces[size - 1].thread == thread) {
      pieces[size - 1].bytes += static_cast<std::uint32_t>(bytes);
    } else if (size < kCapacity) {
      pieces[size++] = {thread, static_cast<std::uint32_t>(bytes)};
    } else {
      complete = false;
    }
  }

  int size;
  bool complete;  // nothing was left out
  Piece pieces[kCapacity];
};

// Where it is written down; null: nobody wants to know. May be memory that
// processes share.
extern Written* written;

// `thread` has written so many bytes; null: it is none of the world's. If
// `bytes` is an error, it has written nothing.
inline void NoteWritten(const Thread* thread, long bytes) {
  if (written == nullptr || thread == nullptr || bytes <= 0) return;
  written->Add(thread->id, static_cast<std::size_t>(bytes));
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_WRITTEN_H_
