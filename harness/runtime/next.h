// The function that a door leads to where our world is not concerned: the one
// that this binary would have called without us.

#ifndef RACEKIT_HARNESS_RUNTIME_NEXT_H_
#define RACEKIT_HARNESS_RUNTIME_NEXT_H_

#include <dlfcn.h>

#include "harness/runtime/refuse.h"

namespace racekit::runtime {

template <typename Function>
Function* FindNext(const char* name, const char* version) {
  void* found = version != nullptr ? dlvsym(RTLD_NEXT, name, version) : nullptr;
  if (found == nullptr) found = dlsym(RTLD_NEXT, name);
  if (found == nullptr) {
    Fatal("no shared library defines this function (link libc dynamically): ",
          name);
  }
  return reinterpret_cast<Function*>(found);
}

}  // namespace racekit::runtime

// RACEKIT_NEXT(pthread_join, int, (pthread_t, void**)) declares
// `Next_pthread_join()`, which returns a pointer to it. Needs no constructor to
// have run: doors are used early.
#define RACEKIT_NEXT_VERSION(name, result, parameters, version)          \
  static inline auto Next_##name() {                                     \
    using Function = result parameters;                                  \
    static Function* next = nullptr; /* equal whoever writes it first */ \
    Function* found = __atomic_load_n(&next, __ATOMIC_RELAXED);          \
    if (found == nullptr) {                                              \
      found = ::racekit::runtime::FindNext<Function>(#name, version);    \
      __atomic_store_n(&next, found, __ATOMIC_RELAXED);                  \
    }                                                                    \
    return found;                                                        \
  }                                                                      \
  static_assert(true, "semicolon")
#define RACEKIT_NEXT(name, result, parameters) \
  RACEKIT_NEXT_VERSION(name, result, parameters, nullptr)

#endif  // RACEKIT_HARNESS_RUNTIME_NEXT_H_
