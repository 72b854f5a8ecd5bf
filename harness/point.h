// Named points at which racekit may hold a thread.
//
//   int balance = account.balance;
//   RACEKIT_POINT("between read and write");
//   account.balance = balance + amount;
//
// Only where no lock, wait or notify is near: at those racekit injects sleeps
// by itself. In a build for one of racekit's variants the point is a call;
// anywhere else it compiles to nothing, so it may stand in production code.
//
// Public header; depends on nothing, C and C++.

#ifndef RACEKIT_HARNESS_POINT_H_
#define RACEKIT_HARNESS_POINT_H_

// race_test() defines RACEKIT_VARIANT for the binary and all it depends on.
#ifdef RACEKIT_VARIANT

#ifdef __cplusplus
extern "C"
#endif
    void
    racekit_point(const char* name) __attribute__((weak));

// The symbol is weak: a library built for a variant also links without racekit.
#define RACEKIT_POINT(name)                    \
  do {                                         \
    if (racekit_point) racekit_point("" name); \
  } while (0)

#else

// Still checks that `name` is a string literal.
#define RACEKIT_POINT(name) ((void)sizeof("" name))

#endif

#endif  // RACEKIT_HARNESS_POINT_H_
