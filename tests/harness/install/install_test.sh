#!/usr/bin/env bash
# An installed racekit: without Bazel, without the checkout, and moved.
#
#   install_test.sh INSTALL PROGRAMS   what installs; a folder of programs

set -euo pipefail

install="$(readlink -f "$(dirname "$1")")/$(basename "$1")"
programs="$(cd "$2" && pwd)"
failures=0

fail() {
  echo "FAILED: $1" >&2
  failures=$((failures + 1))
}
# expect WHAT EXPECTED ACTUAL
expect() { [[ "$2" == "$3" ]] || fail "$1: expected '$2', got '$3'"; }

cd "${TEST_TMPDIR}"
status=0
"${install}" >out 2>&1 || status=$?
expect "exit status without --prefix" 2 "${status}"
status=0
"${install}" --prefix=/proc/racekit >out 2>&1 || status=$?
expect "exit status where nothing can be written" 3 "${status}"
grep -q 'cannot write /proc/racekit/bin/racekit' out ||
  fail "no word of what cannot be written"

# defines PROGRAM NAME
defines() { nm "$1" >names && grep -q " [TW] $2\$" names; }

DESTDIR="${TEST_TMPDIR}" "${install}" --prefix="/first place" >out
DESTDIR="${TEST_TMPDIR}" "${install}" --prefix="/first place" >out # over it
prefix="${TEST_TMPDIR}/then here"
mv "first place" "${prefix}"
[[ -z "$(find "${prefix}" -name '*.new')" ]] || fail "half files are left"

# Nothing of Bazel's is to be seen from now on.
alone() { env -i PATH="${prefix}/bin:${PATH}" HOME="${TEST_TMPDIR}" "$@"; }

alone racekit --version >out
read -r _ version <out

mkdir wrapped && cp -L "${programs}"/* wrapped && cd wrapped
alone racekit c++ main.cc counter.cc -o main
expect "a C++ program" "5 bye" "$(./main | tr '\n' ' ' | sed 's/ $//')"
alone racekit cc threads.c -o threads
expect "a C program" "5 5 5" "$(./threads)"
defines main __tsan_func_entry || fail "not linked with the engine"
status=0
alone racekit hunt --executions=20 -- ./threads >out 2>&1 || status=$?
[[ "${status}" == 0 ]] || { cat out && fail "a hunt in a C program"; }
alone racekit c++ -DUNLOCKED main.cc counter.cc -o racy
status=0
alone racekit hunt --executions=20 -- ./racy >out 2>&1 || status=$?
[[ "${status}" == 1 ]] || { cat out && fail "a hunt that finds a race"; }
cd ..

# pkg-config and make get on badly with blanks.
mv "${prefix}" moved
prefix="${TEST_TMPDIR}/moved"

if command -v pkg-config >/dev/null; then
  pc() { PKG_CONFIG_PATH="${prefix}/lib/pkgconfig" pkg-config "$@" racekit; }
  expect "the version pkg-config tells" "${version}" "$(pc --modversion)"
  eval "g++ -c $(pc --cflags) -x c++ - -o point.o" <<'END'
#include "harness/atomic_region.h"
#include "harness/point.h"
#include <cstdio>
#include <thread>
int main() {
  RACEKIT_ATOMIC("all of it");
  std::thread thread([] { RACEKIT_POINT("in the thread"); });
  thread.join();
  std::puts("joined");
}
END
  eval "g++ point.o $(pc --libs) -o point"
  expect "a program by pkg-config" "joined" "$(./point)"
  defines point racekit_point || fail "no point in it"
  defines point racekit_region_begin || fail "no step in it"
else
  echo "skipped: this machine has no pkg-config"
fi

if command -v cmake >/dev/null; then
  mkdir package && cp -L "${programs}"/* package
  cat >package/CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.13)
project(package C CXX)
enable_testing()
find_package(racekit ${version} REQUIRED)
add_library(counter SHARED counter.cc)
target_link_libraries(counter racekit::explore)
add_executable(main main.cc)
target_link_libraries(main counter racekit::explore)
add_executable(threads threads.c)
target_link_libraries(threads racekit::explore)
racekit_add_hunt(hunt_threads threads FLAGS --executions=20)
END
  cmake -S package -B build -DCMAKE_PREFIX_PATH="${prefix}" >log 2>&1 &&
    cmake --build build >>log 2>&1 || { cat log && fail "CMake's build"; }
  expect "a C++ program by CMake" "5 bye" \
    "$(./build/main | tr '\n' ' ' | sed 's/ $//')"
  expect "a C program by CMake" "5 5 5" "$(./build/threads)"
  [[ "$(nm build/libcounter.so)" == *" U __tsan_func_entry"* ]] ||
    fail "the shared library is not seen into"
  (cd build && ctest >>../log 2>&1) || { cat log && fail "CTest"; }
else
  echo "skipped: this machine has no cmake"
fi

((failures == 0)) && echo "passed"
