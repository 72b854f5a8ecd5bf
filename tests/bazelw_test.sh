#!/usr/bin/env bash
# ./bazelw against stand-ins for apt-get, apt-config and bazel: what it fetches
# and from where, what it hands on, and that whatever goes wrong leaves nothing
# half done behind.

# shellcheck disable=SC2016  # the stand-ins expand their own variables
# shellcheck disable=SC1091  # /etc/os-release is each machine's own

set -uo pipefail

bazelw="$(readlink -f "${1:?path of bazelw}")"
work="${TEST_TMPDIR:-$(mktemp -d)}/bazelw_test"
failures=0

expect_eq() {
  if [[ "$2" != "$3" ]]; then
    printf 'FAILED %s: %s\n  expected: %s\n  actual:   %s\n' \
      "${test_name}" "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}

expect_in() {
  if [[ "$3" != *"$2"* ]]; then
    printf 'FAILED %s: %s\n  expected a text with: %s\n  actual: %s\n' \
      "${test_name}" "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}

write_stub() {
  printf '#!/bin/bash\n%s\n' "$2" >"${work}/bin/$1"
  chmod +x "${work}/bin/$1"
}

# Puts a new, empty machine into ${work}.
start() {
  test_name="$1"
  rm -rf "${work}"
  mkdir -p "${work}"/{bin,home,etc/sources.list.d}
  local tool
  for tool in awk basename bash cat cp cut dirname env find flock grep id ls \
    mkdir mktemp mv readlink rm sed sleep tail touch; do
    ln -s "$(command -v "${tool}")" "${work}/bin/${tool}"
  done
  write_stub gcc ':'
  write_stub g++ ':'
  write_stub apt-config "case \$3 in
      */d) echo \"p='${work}/etc/sources.list.d'\" ;;
      *) echo \"p='${work}/etc/sources.list'\" ;;
    esac"
  write_stub bazel 'if [[ "$*" == --version ]]; then echo "bazel no_version"
    else
      echo "deps=${RACEKIT_DEPS_DIR:-none}"
      printf "arg=<%s>\n" "$@"
      exit "${STUB_BAZEL_STATUS:-0}"
    fi'
  # Keeps what it was given, and makes what was asked for. STUB_APT says how
  # to misbehave.
  write_stub apt-get "echo \"\$*\" >>'${work}/apt_log'
    case \" \$* \" in
      *' update '*)
        for word in \"\$@\"; do
          if [[ \"\${word}\" == Dir::Etc::sourceparts=* ]]; then
            cp -r \"\${word#*=}\" '${work}/sources_used'
          fi
        done ;;
      *' source '*)
        touch abseil_1.orig.tar.gz googletest_1.orig.tar.gz
        case \"\${STUB_APT:-}\" in
          half) exit 0 ;;
          fail) echo 'E: no route to the archive'; exit 100 ;;
          hang) touch '${work}/hanging'; sleep 1000 ;;
          slow) sleep 1 ;;
        esac
        touch nlohmann-json3_1.orig.tar.xz benchmark_1.orig.tar.gz ;;
    esac"
  codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-none}")"
  printf '%s\n' 'Types: deb' 'URIs: http://archive/' \
    "Suites: ${codename} ${codename}-updates" 'Components: main' \
    >"${work}/etc/sources.list.d/own.sources"
  deps="${work}/home/.cache/racekit/deps"
}

# Runs bazelw on that machine; sets `output` and `status`.
run() {
  output="$(cd "${work}" && env -i PATH="${work}/bin" HOME="${work}/home" \
    "${environment[@]}" bash "${bazelw}" "$@" 2>&1 </dev/null)"
  status=$?
  environment=()
}
environment=()

leftovers() { find "${work}/home/.cache/racekit" -name 'deps.*' 2>/dev/null; }

apt_calls() {
  touch "${work}/apt_log"
  grep -c " $1 " "${work}/apt_log"
}

start "without a compiler"
rm "${work}/bin/gcc" "${work}/bin/g++"
run test //...
expect_eq status 36 "${status}"
expect_in message "FAILED: find a C++ compiler" "${output}"
expect_in remedy "remedy: " "${output}"

start "clang alone will do"
rm "${work}/bin/gcc" "${work}/bin/g++"
write_stub clang ':'
write_stub clang++ ':'
environment=(RACEKIT_DEPS=upstream)
run info
expect_eq status 0 "${status}"
expect_in message "CC=clang" "${output}"

start "CC that does not exist"
environment=(CC=no-such-compiler)
run info
expect_eq status 36 "${status}"
expect_in message "CC=no-such-compiler" "${output}"

start "BAZEL that does not exist"
environment=(BAZEL=no-such-bazel)
run info
expect_eq status 2 "${status}"
expect_in message "BAZEL=no-such-bazel" "${output}"

start "RACEKIT_DEPS with a typo"
environment=(RACEKIT_DEPS=ditsro)
run info
expect_eq status 2 "${status}"
expect_in message "none of: auto, distro, upstream" "${output}"

start "a Bazel with a version downloads by itself"
write_stub bazel 'if [[ "$*" == --version ]]; then echo "bazel 7.4.1"
  else echo "deps=${RACEKIT_DEPS_DIR:-none}"; fi'
run build
expect_eq output "deps=none" "${output}"

start "a folder of one's own is left alone"
environment=(RACEKIT_DEPS_DIR=/some/where)
run build
expect_in output "deps=/some/where" "${output}"
expect_eq "apt-get calls" 0 "$(apt_calls source)"

start "Bazel's status and arguments pass through"
environment=(RACEKIT_DEPS_DIR=/x STUB_BAZEL_STATUS=3)
run run //:racekit -- hunt "--scenario=two words" ""
expect_eq status 3 "${status}"
expect_in arguments "arg=<hunt>
arg=<--scenario=two words>
arg=<>" "${output}"

if ! grep -qiE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release; then
  echo "not Debian or Ubuntu: the rest does not apply"
  exit $((failures > 0))
fi

start "first use fetches, second does not"
run build
expect_eq status 0 "${status}"
expect_in output "deps=${deps}" "${output}"
expect_eq archives 4 "$(find "${deps}" -name '*.orig.tar.*' | grep -c .)"
expect_eq leftovers "" "$(leftovers)"
run build
expect_eq status 0 "${status}"
expect_eq "second output" "deps=${deps}
arg=<build>" "${output}"
expect_eq "apt-get calls" 1 "$(apt_calls source)"

start "the machine's sources are read, in both formats, and not written"
cat >"${work}/etc/sources.list.d/own.sources" <<SOURCES
# a comment
Types: deb
URIs: http://archive/
Suites: ${codename} ${codename}-updates
Components: main
Signed-By: /key

Enabled: no
Types: deb deb-src
URIs: http://security/
Suites: ${codename}-security
Components: main

Types: deb
URIs: http://others/
Suites: nodistro
Components: main
SOURCES
cat >"${work}/etc/sources.list" <<SOURCES
# deb http://old/ ${codename} main
deb [signed-by=/key arch=amd64] http://classic/ ${codename} main universe
deb http://others/ cloud-${codename} main
SOURCES
before="$(cat "${work}"/etc/sources.list "${work}"/etc/sources.list.d/*)"
run build
expect_eq status 0 "${status}"
expect_eq "machine's sources" "${before}" \
  "$(cat "${work}"/etc/sources.list "${work}"/etc/sources.list.d/*)"
expect_eq "deb822 sources" "Types: deb-src
URIs: http://archive/
Suites: ${codename} ${codename}-updates
Components: main
Signed-By: /key

Enabled: no
Types: deb-src
URIs: http://security/
Suites: ${codename}-security
Components: main" "$(cat "${work}/sources_used/own.sources")"
expect_eq "classic sources" \
  "deb-src [signed-by=/key arch=amd64] http://classic/ ${codename} main universe" \
  "$(cat "${work}/sources_used/sources.list")"

start "no source of the distribution"
rm "${work}/etc/sources.list.d/own.sources"
run build
expect_eq status 36 "${status}"
expect_in message "no package source of this distribution" "${output}"

for fault in fail half; do
  start "apt-get: ${fault}"
  environment=("STUB_APT=${fault}")
  run build
  expect_eq status 36 "${status}"
  expect_in message "FAILED: fetch source packages" "${output}"
  expect_in remedy "check network, proxy and disk" "${output}"
  expect_eq "deps folder" "" "$(ls "${deps}" 2>/dev/null)"
  expect_eq leftovers "" "$(leftovers)"
  run build
  expect_eq "status afterwards" 0 "${status}"
done

start "killed while fetching"
env -i PATH="${work}/bin" HOME="${work}/home" STUB_APT=hang \
  setsid bash "${bazelw}" build >"${work}/killed_output" 2>&1 </dev/null &
until [[ -e "${work}/hanging" ]]; do
  kill -0 $! 2>/dev/null || break
  sleep 0.05
done
# The group, since the stand-in's own child would keep the lock otherwise.
kill -KILL -- -$! 2>/dev/null
wait $! 2>/dev/null
expect_eq "deps folder" "" "$(ls "${deps}" 2>/dev/null)"
run build
expect_eq "status afterwards" 0 "${status}"
expect_in "output afterwards" "deps=${deps}" "${output}"
expect_eq leftovers "" "$(leftovers)"

start "several at once: one fetches, the others wait for it"
pids=()
for i in 1 2 3 4; do
  env -i PATH="${work}/bin" HOME="${work}/home" STUB_APT=slow \
    bash "${bazelw}" build >"${work}/output.${i}" 2>&1 </dev/null &
  pids+=($!)
done
for pid in "${pids[@]}"; do
  wait "${pid}"
  expect_eq status 0 $?
done
expect_eq "apt-get calls" 1 "$(apt_calls source)"

start "cache that cannot be made"
touch "${work}/file"
environment=("XDG_CACHE_HOME=${work}/file")
run build
expect_eq status 36 "${status}"
expect_in message "FAILED: prepare the cache folder" "${output}"
expect_in remedy "XDG_CACHE_HOME" "${output}"

if ((failures > 0)); then
  echo "${failures} expectations failed"
  exit 1
fi
echo "all as expected"
