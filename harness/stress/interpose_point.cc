// RACEKIT_POINT on real threads.

#include "harness/stress/run_control.h"

extern "C" void racekit_point(const char* name);

extern "C" void racekit_point(const char*) {
  ::racekit::internal::AtPoint(::racekit::internal::PointKind::kNamed);
}
