#!/usr/bin/env bash
# The doctor: a table whatever is missing, a remedy for what is not right, and
# an exit code that says whether racekit can be used.

# shellcheck disable=SC2016  # the stand-ins expand their own variables

set -uo pipefail

doctor="$(readlink -f "${1:?path of doctor.sh}")"
work="${TEST_TMPDIR:-$(mktemp -d)}/doctor_test"
mkdir -p "${work}/bin" "${work}/home"
failures=0

expect() {
  local what="$1"
  shift
  if ! "$@"; then
    printf 'FAILED: %s\n%s\n' "${what}" "${output}"
    failures=$((failures + 1))
  fi
}

has() { grep -qE -- "$1" <<<"${output}"; }
lacks() { ! has "$1"; }
is() { [[ "$1" == "$2" ]]; }

# Runs the doctor with this PATH; sets `output` and `status`.
run() {
  local path="$1"
  shift
  output="$(env -i PATH="${path}" HOME="${work}/home" "$@" 2>&1 </dev/null)"
  status=$?
}

tools=(awk basename bash cat cut df dirname env grep head id mktemp nproc od rm
  sed timeout tr uname)
for tool in "${tools[@]}"; do
  ln -s "$(command -v "${tool}")" "${work}/bin/${tool}"
done

run "${work}/bin" bash "${doctor}"
expect "a machine without a compiler is not fit" is "${status}" 1
expect "both compilers are named" has '^FAIL +g\+\+ +not installed'
expect "with a remedy" has '^  g\+\+: .*install'
expect "a missing Bazel is told" has '^(WARN|FAIL) +Bazel +not installed'
expect "the rest of the table is there" has '^(OK|WARN|FAIL) +disk'
expect "a summary ends it" has '^doctor: [1-9][0-9]* failed, [0-9]+ to be'

# A compiler whose ThreadSanitizer cannot run: its programs die at the start.
printf '%s\n' '#!/bin/bash' \
  'if [[ "$1" == -dump* ]]; then echo 12.2.0; exit; fi' \
  'while [[ "$1" != -o ]]; do shift; done' \
  'printf "#!/bin/bash\nexit 66\n" >"$2"' 'chmod +x "$2"' >"${work}/bin/g++"
ln -s "$(command -v chmod)" "${work}/bin/chmod"
chmod +x "${work}/bin/g++"
run "${work}/bin" bash "${doctor}"
expect "the compiler is there" has '^OK +g\+\+ +12.2.0'
expect "its ThreadSanitizer is not" has '^FAIL +TSan, g\+\+ +.*status 66'
expect "the remedy is known" has '^  TSan, g\+\+: .*mmap_rnd_bits'
expect "that is not fit either" is "${status}" 1

# One that reports nothing: a detector that cannot detect.
sed -i 's/exit 66/exit 0/' "${work}/bin/g++"
run "${work}/bin" bash "${doctor}"
expect "silence is noticed" has '^FAIL +TSan, g\+\+ +missed a planted race'

printf '%s\n' '#!/bin/bash' 'echo 9.4.0' >"${work}/bin/g++"
run "${work}/bin" bash "${doctor}"
expect "an old compiler is warned of" has '^WARN +g\+\+ +9.4.0'

run "${work}/bin" BAZEL=no-such-bazel bash "${doctor}"
expect "a wrong BAZEL is told" has '^FAIL +Bazel +BAZEL=no-such-bazel'

printf '%s\n' '#!/bin/bash' 'echo bazel no_version' >"${work}/bin/bazel"
chmod +x "${work}/bin/bazel"
mkdir -p "${work}/deps"
touch "${work}/deps/abseil_1.orig.tar.gz"
run "${work}/bin" RACEKIT_DEPS_DIR="${work}/deps" bash "${doctor}"
expect "missing sources are named" has '^FAIL +sources .* lacks googletest'
run "${work}/bin" bash "${doctor}"
expect "sources yet to be fetched are no failure" has '^WARN +sources'

run "${PATH}" bash "${doctor}"
expect "no stray errors on a real machine" lacks '(doctor\.sh|bash): line'
expect "no colour where there is no terminal" lacks $'\033'
expect "every check has a status" \
  is "$(sed '/^$/,$d' <<<"${output}" | grep -cvE '^(OK|WARN|FAIL) ')" 0

run "${PATH}" bash "${doctor}" --help
expect "help" has '^usage:'
expect "help is no failure" is "${status}" 0
run "${PATH}" bash "${doctor}" --hepl
expect "an unknown argument is named" has "unknown argument '--hepl'"
expect "and is wrong usage" is "${status}" 2

if ((failures > 0)); then
  echo "${failures} expectations failed"
  exit 1
fi
echo "all as expected"
