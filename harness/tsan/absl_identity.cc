// Abseil's identity of a thread, which ThreadSanitizer must not look into.
//
// absl::Mutex tells the runtime what it orders and hides how: in its slow paths
// accesses and synchronisation are ignored. For two steps it shows itself
// again: where it makes the identity of a thread that waits, and where it posts
// that identity's semaphore. Making maps memory, which the runtime takes for a
// write; the queue of waiters, through which the poster comes to know of the
// waiter, is hidden. So every first wait of a process would be a data race
// between mmap() and the post, and so would be an identity that a second thread
// inherits. Hidden while it is made, it has no access that a post could race
// with.
//
// Not done by a suppression. Those match whole stacks by words, and frames of
// Abseil (absl::Mutex::Await and its like) have code of the user above them:
// its races would vanish too. Nor are accesses of the posts hidden, or ordered:
// an order that the mutex does not promise could cover up a race.

#include "harness/tsan/absl_names.h"

extern "C" {
// In the runtime; declared by no header of g++.
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
void AnnotateIgnoreWritesBegin(const char* file, int line);
void AnnotateIgnoreWritesEnd(const char* file, int line);
void AnnotateIgnoreSyncBegin(const char* file, int line);
void AnnotateIgnoreSyncEnd(const char* file, int line);
}

#define RACEKIT_ABSL_NAME(rest) RACEKIT_ABSL_PREFIX rest
#define RACEKIT_IDENTITY_NAME \
  RACEKIT_ABSL_NAME("24synchronization_internal20CreateThreadIdentityEv")

extern "C" void* RacekitRealCreateThreadIdentity() __asm__(
    "__real_" RACEKIT_IDENTITY_NAME);
extern "C" void* RacekitWrapCreateThreadIdentity() __asm__(
    "__wrap_" RACEKIT_IDENTITY_NAME);

extern "C" void* RacekitWrapCreateThreadIdentity() {
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
  AnnotateIgnoreSyncBegin(__FILE__, __LINE__);
  void* const identity = RacekitRealCreateThreadIdentity();
  AnnotateIgnoreSyncEnd(__FILE__, __LINE__);
  AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  return identity;
}
