#!/usr/bin/env bash
# Installs racekit so that it works without Bazel and without this checkout.
#
#   ./bazelw run //:install -- --prefix=DIR
#
# Exit codes: 0 installed; 2 wrong command line; 3 something could not be
# written.

set -euo pipefail

usage() {
  cat <<'END'
usage: bazel run //:install -- --prefix=DIR

Installs racekit below DIR, which is made if need be:

  bin/racekit                        the tool; racekit cc and racekit c++
  lib/libracekit_explore.a           what they link into programs
  lib/racekit/                       what the tool looks up at run time
  include/racekit/                   headers for programs: harness/point.h,
                                     harness/atomic_region.h
  lib/cmake/racekit/                 find_package(racekit)
  lib/pkgconfig/racekit.pc           pkg-config racekit

DIR may be moved afterwards. $DESTDIR is put before it, as with make install.
To remove racekit, delete these.
END
}

misuse() {
  printf 'install: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

# Where Bazel has laid out our files: our name where WORKSPACE is read, _main
# with modules, racekit+ or racekit~ where we are somebody's dependency.
find_root() {
  local folder workspace
  for folder in "$0.runfiles" "${RUNFILES_DIR:-}" "${TEST_SRCDIR:-}"; do
    for workspace in racekit _main racekit+ racekit~; do
      if [[ -r "${folder}/${workspace}/harness/install/gcc.specs" ]]; then
        printf '%s\n' "${folder}/${workspace}"
        return
      fi
    done
  done
  echo "install: not run by Bazel; use bazel run //:install" >&2
  exit 3
}

prefix=""
while (($# > 0)); do
  case "$1" in
    --prefix=?*) prefix="${1#--prefix=}" ;;
    --prefix)
      [[ -n "${2:-}" ]] || misuse "--prefix needs a folder"
      prefix="$2"
      shift
      ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) misuse "unknown argument '$1'" ;;
  esac
  shift
done
[[ -n "${prefix}" ]] || misuse "where to? There is no --prefix"
# `bazel run` starts us elsewhere than it was called.
[[ "${prefix}" == /* ]] || prefix="${BUILD_WORKING_DIRECTORY:-${PWD}}/${prefix}"
target="${DESTDIR:-}${prefix}"
root="$(find_root)"

# put MODE FILE PLACE: under another name first, so that no half file is ever
# there, and a racekit that runs can be replaced.
put() {
  local place="${target}/$3"
  mkdir -p "$(dirname "${place}")" &&
    rm -f "${place}.new" &&
    cp -L "$2" "${place}.new" &&
    chmod "$1" "${place}.new" &&
    mv -f "${place}.new" "${place}" || {
    echo "install: cannot write ${place}" >&2
    exit 3
  }
}

version="$(sed -n 's/^module(.*version = "\([^"]*\)".*/\1/p' \
  "${root}/MODULE.bazel")"
filled="$(mktemp)"
trap 'rm -f "${filled}"' EXIT
# put_filled FILE PLACE: a file that names the version.
put_filled() {
  sed "s/@VERSION@/${version}/" "$1" >"${filled}"
  put 644 "${filled}" "$2"
}

put 755 "${root}/racekit" bin/racekit
put 644 "${root}/harness/install/libracekit_explore.a" lib/libracekit_explore.a
for file in harness/install/libracekit_explore.exports \
  harness/install/gcc.specs harness/cli/doctor.sh; do
  put 644 "${root}/${file}" "lib/racekit/${file}"
done
ln -sf ../../../libracekit_explore.a \
  "${target}/lib/racekit/harness/install/libracekit_explore.a"
for file in harness/atomic_region.h harness/point.h; do
  put 644 "${root}/${file}" "include/racekit/${file}"
done
for file in racekit-config.cmake racekit-config-version.cmake; do
  put_filled "${root}/harness/install/${file}" "lib/cmake/racekit/${file}"
done
put_filled "${root}/harness/install/racekit.pc" lib/pkgconfig/racekit.pc

echo "racekit ${version} is installed: ${target}/bin/racekit"
