#!/usr/bin/env bash
# doctor: is this machine fit to build racekit and to hunt races with it?
#
#   ./bazelw doctor        before anything is installed
#   racekit doctor         the same, from the built tool
#
# Prints a table of checks, each OK, WARN or FAIL, and a remedy for each that is
# not OK. Changes nothing. Needs bash and coreutils alone, no Bazel and nothing
# else of racekit, so that it can tell why those are missing.
#
# Exit codes: 0 no check failed, 1 one did, 2 wrong usage.

set -uo pipefail

usage() {
  cat <<'USAGE'
usage: doctor [--help]

Checks compilers, ThreadSanitizer, CPU, memory, disk, Bazel and the fetched
sources; prints OK, WARN or FAIL for each, with a remedy. Changes nothing.

exit codes: 0 no check failed; 1 at least one did; 2 wrong usage
USAGE
}

case "${1:-}" in
  "") ;;
  -h | --help)
    usage
    exit 0
    ;;
  *)
    echo "doctor: unknown argument '$1'" >&2
    usage >&2
    exit 2
    ;;
esac

failures=0
warnings=0
remedies=()
scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "${scratch}"' EXIT

# report STATUS CHECK DETAIL [REMEDY]
report() {
  local status="$1" colour=""
  if [[ -t 1 ]]; then
    case "${status}" in
      OK) colour=32 ;;
      WARN) colour=33 ;;
      FAIL) colour=31 ;;
    esac
  fi
  if [[ -n "${colour}" ]]; then
    printf '\033[%sm%-4s\033[0m  %-18s %s\n' "${colour}" "${status}" "$2" "$3"
  else
    printf '%-4s  %-18s %s\n' "${status}" "$2" "$3"
  fi
  case "${status}" in
    WARN) warnings=$((warnings + 1)) ;;
    FAIL) failures=$((failures + 1)) ;;
  esac
  if [[ "${status}" != OK ]]; then remedies+=("$2: ${4:-none known}"); fi
}

# A file below /proc holding one number; empty if there is none.
kernel_number() { [[ -r "$1" ]] && tr -dc 0-9 <"$1"; }

is_debian_like() {
  command -v apt-get >/dev/null && [[ -r /etc/os-release ]] &&
    grep -qiE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release
}

# ---- machine ---------------------------------------------------------------

check_platform() {
  local platform
  platform="$(uname -s) $(uname -m)"
  case "${platform}" in
    "Linux x86_64") report OK platform "${platform}" ;;
    Linux*) report WARN platform "${platform}" \
      "racekit was only ever tried on Linux x86_64" ;;
    *) report FAIL platform "${platform}" "use Linux on x86_64" ;;
  esac
}

check_cores() {
  local cores
  cores="$(nproc)"
  if ((cores >= 2)); then
    report OK cores "${cores}"
  else
    report WARN cores "${cores}" \
      "threads only run in parallel on two cores or more; stress finds less here"
  fi
}

check_memory() {
  local kib gib
  kib="$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null)"
  if [[ -z "${kib}" ]]; then
    report WARN memory "cannot tell" "see that 4 GiB are free"
    return
  fi
  gib="$(awk -v k="${kib}" 'BEGIN { printf "%.1f GiB available", k / 1048576 }')"
  if ((kib >= 4 * 1048576)); then
    report OK memory "${gib}"
  elif ((kib >= 1048576)); then
    report WARN memory "${gib}" "build with: ./bazelw build --jobs=1"
  else
    report FAIL memory "${gib}" "free some; building takes at least 1 GiB"
  fi
}

check_disk() {
  local folder="${XDG_CACHE_HOME:-${HOME:-/}/.cache}" kib gib
  while [[ ! -d "${folder}" ]]; do folder="$(dirname "${folder}")"; done
  kib="$(df -Pk "${folder}" 2>/dev/null | awk 'NR == 2 { print $4 }')"
  if [[ -z "${kib}" ]]; then
    report WARN disk "cannot tell" "see that 4 GiB are free at ${folder}"
    return
  fi
  gib="$(awk -v k="${kib}" 'BEGIN { printf "%.1f GiB free", k / 1048576 }')"
  gib+=" at ${folder}"
  if [[ ! -w "${folder}" ]]; then
    report FAIL disk "${folder} cannot be written" \
      "make it writable, or set XDG_CACHE_HOME to a folder that is"
  elif ((kib >= 4 * 1048576)); then
    report OK disk "${gib}"
  elif ((kib >= 2 * 1048576)); then
    report WARN disk "${gib}" "free some: a full build and test takes 2 to 4 GiB"
  else
    report FAIL disk "${gib}" \
      "free some, or set XDG_CACHE_HOME (and bazel --output_user_root)"
  fi
}

# Bit 1 of AT_HWCAP2 (entry 26 of the auxiliary vector) is the kernel's word
# that programs may use wrfsbase; the CPU flag alone does not tell.
check_fsgsbase() {
  local hwcap2
  if [[ "$(uname -m)" != x86_64 ]]; then return; fi
  hwcap2="$(od -An -v -tu8 -w16 /proc/self/auxv 2>/dev/null |
    awk '$1 == 26 { print $2 }')"
  if [[ -n "${hwcap2}" ]] && (((hwcap2 & 2) != 0)); then
    report OK FSGSBASE "available (AT_HWCAP2)"
  else
    report WARN FSGSBASE "not available" \
      "works, with slower switches; Linux 5.9 or later on a CPU since 2012 has it"
  fi
}

check_mmap_rnd_bits() {
  local bits
  bits="$(kernel_number /proc/sys/vm/mmap_rnd_bits)"
  if [[ -z "${bits}" ]]; then
    report WARN vm.mmap_rnd_bits "cannot be read here" \
      "if ThreadSanitizer fails below: sysctl vm.mmap_rnd_bits=28, as root"
  elif ((bits <= 28)); then
    report OK vm.mmap_rnd_bits "${bits}"
  else
    report WARN vm.mmap_rnd_bits "${bits}, more than 28" \
      "old ThreadSanitizers die at random: sysctl vm.mmap_rnd_bits=28, as root"
  fi
}

check_address_space() {
  local limit
  limit="$(ulimit -v)"
  if [[ "${limit}" == unlimited ]]; then
    report OK "address space" unlimited
  else
    report FAIL "address space" "limited to ${limit} KiB" \
      "ThreadSanitizer maps terabytes it never touches: ulimit -v unlimited"
  fi
}

# ---- compilers -------------------------------------------------------------

have_compiler=0
have_tsan=0

# check_compiler NAME FLOOR
check_compiler() {
  local name="$1" floor="$2" version
  if ! command -v "${name}" >/dev/null; then
    compiler_missing+=("${name}")
    return
  fi
  version="$("${name}" -dumpfullversion 2>/dev/null)"
  [[ "${version}" == [0-9]* ]] || version="$("${name}" -dumpversion 2>/dev/null)"
  have_compiler=1
  if [[ "${version%%.*}" =~ ^[0-9]+$ ]] && ((${version%%.*} >= floor)); then
    report OK "${name}" "${version} ($(command -v "${name}"))"
  else
    report WARN "${name}" "${version:-unknown version}" \
      "racekit is tested with ${name} ${floor} and later"
  fi
  check_tsan "${name}"
}

# Compiles a program with a data race, and sees that it runs silently when asked
# not to race, and that the race is reported when asked to.
check_tsan() {
  local compiler="$1" check="TSan, $1" status
  cat >"${scratch}/race.cc" <<'PROGRAM'
#include <pthread.h>
static int shared;
static void* Increment(void*) {
  ++shared;
  return nullptr;
}
int main(int argc, char**) {
  pthread_t one, two;
  pthread_create(&one, nullptr, Increment, nullptr);
  if (argc == 1) pthread_join(one, nullptr);
  pthread_create(&two, nullptr, Increment, nullptr);
  if (argc != 1) pthread_join(one, nullptr);
  pthread_join(two, nullptr);
  return shared == 2 || argc != 1 ? 0 : 1;
}
PROGRAM
  if ! "${compiler}" -g -O1 -fsanitize=thread -pthread "${scratch}/race.cc" \
    -o "${scratch}/race" >"${scratch}/log" 2>&1; then
    tsan_broken+=("${compiler}|${check}|does not link: $(head -c 60 \
      <(tr '\n' ' ' <"${scratch}/log"))|install ThreadSanitizer's runtime$(
      is_debian_like && echo " (libgcc-12-dev, libclang-rt-dev)"
    )")
    return
  fi
  TSAN_OPTIONS="" timeout 20 "${scratch}/race" >"${scratch}/log" 2>&1
  status=$?
  if ((status != 0)); then
    tsan_broken+=("${compiler}|${check}|a correct program ended with status \
${status}|sysctl vm.mmap_rnd_bits=28 as root, or run under: setarch -R")
    return
  fi
  TSAN_OPTIONS="" timeout 20 "${scratch}/race" racy >"${scratch}/log" 2>&1
  status=$?
  if ((status == 66)) && grep -q 'data race' "${scratch}/log"; then
    have_tsan=1
    report OK "${check}" "starts, and reports a planted race"
  else
    tsan_broken+=("${compiler}|${check}|missed a planted race (status \
${status})|reinstall ${compiler}")
  fi
}

check_compilers() {
  local compiler_missing=() tsan_broken=() entry check detail remedy
  check_compiler g++ 12
  check_compiler clang++ 14
  for entry in "${compiler_missing[@]}"; do
    if ((have_compiler)); then
      report OK "${entry}" "not installed (one compiler is enough)"
    else
      report FAIL "${entry}" "not installed" \
        "$(is_debian_like && echo "apt-get install g++" ||
          echo "install g++ 12 or clang 14, or later")"
    fi
  done
  for entry in "${tsan_broken[@]}"; do
    IFS='|' read -r _ check detail remedy <<<"${entry}"
    if ((have_tsan)); then
      report WARN "${check}" "${detail}" "${remedy}"
    else
      report FAIL "${check}" "${detail}" "${remedy}"
    fi
  done
}

# clang's ThreadSanitizer asks another program for function, file and line.
check_symbolizer() {
  command -v clang++ >/dev/null || return 0
  local name found
  for name in llvm-symbolizer addr2line; do
    found="$(command -v "${name}")" && break
  done
  if [[ -z "${found}" ]]; then
    found="$(compgen -c llvm-symbolizer- | head -n 1)"
  fi
  if [[ -n "${found}" ]]; then
    report OK symbolizer "${found}"
  else
    report WARN symbolizer "none; clang's reports would lack file and line" \
      "$(is_debian_like && echo "apt-get install llvm" ||
        echo "put llvm-symbolizer on PATH")"
  fi
}

# ---- Bazel -----------------------------------------------------------------

check_bazel() {
  local bazel version
  if [[ -n "${BAZEL:-}" ]]; then
    if ! bazel="$(command -v "${BAZEL}")"; then
      report FAIL Bazel "BAZEL=${BAZEL}, and there is no such command" \
        "unset BAZEL, or set it to a Bazel that exists"
      return
    fi
  else
    bazel="$(command -v bazelisk || command -v bazel)"
  fi
  if [[ -z "${bazel}" ]]; then
    if is_debian_like; then
      report WARN Bazel "not installed" \
        "none needed: ./bazelw installs the distribution's at its first use"
    else
      report FAIL Bazel "not installed" \
        "install Bazelisk: https://github.com/bazelbuild/bazelisk"
    fi
    return
  fi
  if [[ "${bazel##*/}" == bazelisk* ]]; then
    report OK Bazel "${bazel} (chooses a version by itself)"
    return
  fi
  version="$(cd / && "${bazel}" --version 2>/dev/null)"
  if [[ -z "${version}" ]]; then
    report FAIL Bazel "${bazel} --version fails" "reinstall it, or set BAZEL"
    return
  fi
  if [[ "${version}" == *no_version* ]]; then
    report OK Bazel "${bazel} (the distribution's)"
    check_sources
  else
    report OK Bazel "${bazel}, ${version}"
  fi
}

check_sources() {
  local folder package found missing=()
  folder="${RACEKIT_DEPS_DIR:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/racekit/deps}"
  for package in abseil googletest nlohmann-json3 benchmark; do
    found=("${folder}/${package}_"*.orig.tar.*)
    if [[ ! -e "${found[0]}" ]]; then missing+=("${package}"); fi
  done
  if ((${#missing[@]} == 0)); then
    report OK sources "${folder}"
  elif [[ -n "${RACEKIT_DEPS_DIR:-}" ]]; then
    report FAIL sources "RACEKIT_DEPS_DIR lacks ${missing[*]}" \
      "unset RACEKIT_DEPS_DIR, and ./bazelw fetches them"
  else
    report WARN sources "not fetched yet: ${missing[*]}" \
      "none needed: ./bazelw fetches them at its next use"
  fi
}

# ----------------------------------------------------------------------------

check_platform
check_cores
check_memory
check_disk
check_fsgsbase
check_mmap_rnd_bits
check_address_space
check_compilers
check_symbolizer
check_bazel

echo
if ((${#remedies[@]} > 0)); then
  echo "remedies:"
  printf '  %s\n' "${remedies[@]}"
  echo
fi
echo "doctor: ${failures} failed, ${warnings} to be warned of"
((failures == 0))
