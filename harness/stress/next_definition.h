// The definition that a function of the C library would have had, were it not
// for the one of the same name in this binary.
//
// Under ThreadSanitizer that is its interceptor: `__interceptor_<name>`, which
// g++'s libtsan.so and clang's static runtime both export for this purpose.
// Otherwise it is the next one that the dynamic linker finds. Resolved at the
// first call, which may come before any constructor has run; neither allocates
// nor locks by way of a function that is itself replaced here.

#ifndef RACEKIT_HARNESS_STRESS_NEXT_DEFINITION_H_
#define RACEKIT_HARNESS_STRESS_NEXT_DEFINITION_H_

#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

namespace racekit::internal {

// Ends the process: a forwarder that cannot forward has no way to go on.
[[noreturn]] inline void NextDefinitionMissing(const char* name) {
  constexpr char kMessage[] =
      "racekit: no definition of this function in any shared library (is the "
      "binary linked statically? link libc dynamically): ";
  // Nothing but write(2) is sure to work this early.
  (void)!write(2, kMessage, sizeof(kMessage) - 1);
  (void)!write(2, name, strlen(name));
  (void)!write(2, "\n", 1);
  _exit(2);
}

template <typename Function>
Function* ResolveNext(std::atomic<Function*>& cache, Function* interceptor,
                      const char* name, const char* version) {
  Function* next = interceptor;
  if (next == nullptr && version != nullptr) {
    next = reinterpret_cast<Function*>(dlvsym(RTLD_NEXT, name, version));
  }
  if (next == nullptr) {
    next = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
  }
  if (next == nullptr) NextDefinitionMissing(name);
  cache.store(next, std::memory_order_release);
  return next;
}

}  // namespace racekit::internal

// RACEKIT_NEXT(pthread_join, int, (pthread_t, void**)) declares
// `Next_pthread_join()`, which returns a pointer to the next definition.
#define RACEKIT_NEXT(name, result, parameters) \
  RACEKIT_NEXT_VERSION(name, result, parameters, nullptr)

// As above for a function with several versions in libc: dlsym() alone may
// answer with the oldest.
#define RACEKIT_NEXT_VERSION(name, result, parameters, version)            \
  extern "C" result __interceptor_##name parameters __attribute__((weak)); \
  static inline auto Next_##name() {                                       \
    using Function = result parameters;                                    \
    static constinit std::atomic<Function*> cache{nullptr};                \
    Function* next = cache.load(std::memory_order_acquire);                \
    if (next != nullptr) [[likely]]                                        \
      return next;                                                         \
    return ::racekit::internal::ResolveNext<Function>(                     \
        cache, &__interceptor_##name, #name, version);                     \
  }                                                                        \
  static_assert(true, "semicolon")

#endif  // RACEKIT_HARNESS_STRESS_NEXT_DEFINITION_H_
