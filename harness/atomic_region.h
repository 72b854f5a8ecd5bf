// What is to happen in one step, said in the code:
//
//   void Account::Withdraw(int amount) {
//     RACEKIT_ATOMIC("Account::Withdraw");
//     if (balance() >= amount) set_balance(balance() - amount);
//   }
//
// From there to the end of the block, whatever way it is left, other threads
// may come between, but not so that it makes a difference: the execution must
// be one that could as well have gone through the block without them (it is
// conflict-serialisable: detectors/atomicity.h). Under explore an execution in
// which it is not fails, with the access that came between, even if nothing
// went visibly wrong and every access was locked. Blocks within such blocks, by
// calls too, are part of the outermost.
//
// Compiles to nothing in a build without racekit, so it may stand in production
// code. Under stress and ThreadSanitizer it does nothing. Cost under explore:
// while some thread is in such a block each access takes a few times as long.
//
// Public header; depends on nothing, C and C++, gcc and clang.

#ifndef RACEKIT_HARNESS_ATOMIC_REGION_H_
#define RACEKIT_HARNESS_ATOMIC_REGION_H_

// race_test() defines RACEKIT_VARIANT for the binary and all it depends on.
#ifdef RACEKIT_VARIANT

// The symbols are weak: a library built for a variant also links without
// racekit. `name` lives for ever.
#ifdef __cplusplus
extern "C" {
#endif
void racekit_region_begin(const char* name) __attribute__((weak));
void racekit_region_end(const char* name) __attribute__((weak));
#ifdef __cplusplus
}
#endif

__attribute__((unused)) static inline void racekit_leave_region(
    const char* const* name) {
  if (racekit_region_end) racekit_region_end(*name);
}

#define RACEKIT_ATOMIC_NAME2(line) racekit_region_at_##line
#define RACEKIT_ATOMIC_NAME(line) RACEKIT_ATOMIC_NAME2(line)
#define RACEKIT_ATOMIC(name)                                               \
  const char* const RACEKIT_ATOMIC_NAME(__LINE__)                          \
      __attribute__((cleanup(racekit_leave_region), unused)) =             \
          (racekit_region_begin ? racekit_region_begin("" name) : (void)0, \
           "" name)

#else

// Still checks that `name` is a string literal.
#define RACEKIT_ATOMIC(name) ((void)sizeof("" name))

#endif

#endif  // RACEKIT_HARNESS_ATOMIC_REGION_H_
