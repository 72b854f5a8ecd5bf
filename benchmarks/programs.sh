#!/bin/bash
# Hunts in programs that others wrote, as Debian ships their sources, unmodified.
#
#   benchmarks/programs.sh [SECONDS] [FOLDER]
#
# SECONDS (30) is the time for each hunt. Sources are fetched by package name
# into FOLDER (a temporary one), which is kept if it is given. `racekit` must be
# on the PATH, installed or as a link to bazel-bin/racekit. Needs apt, the
# internet or a mirror, make, and the headers of zlib and bzip2.
set -euo pipefail

seconds=${1:-30}
if [[ ! $seconds =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: $0 [SECONDS] [FOLDER]; '$seconds' is no number of seconds" >&2
  exit 2
fi
command -v racekit > /dev/null || {
  echo "$0: no racekit on the PATH; see docs/installation.md" >&2
  exit 2
}
if [[ $# -ge 2 ]]; then
  mkdir -p "$2"
  folder=$(cd "$2" && pwd)
else
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
cd "$folder"

# apt with lists and a cache of its own: the machine's are left alone.
apt_get() {
  mkdir -p apt/lists/partial apt/cache/archives/partial apt/sources
  cat /etc/apt/sources.list.d/*.sources 2> /dev/null |
    sed 's/^Types: .*/Types: deb-src/' > apt/sources/racekit.sources
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list 2> /dev/null \
    > apt/sources/racekit.list || true
  apt-get -qq -o Dir::Etc::SourceList=/dev/null \
    -o Dir::Etc::SourceParts="$folder/apt/sources" \
    -o Dir::State::Lists="$folder/apt/lists" \
    -o Dir::Cache="$folder/apt/cache" "$@"
}

# Prints the folder of the upstream source of package $1.
fetch() {
  local package=$1
  if [[ ! -d $package ]]; then
    [[ -d apt/fetched ]] || { apt_get update >&2 && mkdir -p apt/fetched; }
    mkdir -p "$package.archives"
    (cd "$package.archives" && apt_get source --download-only "$package" >&2) ||
      [[ -n $(ls "$package.archives"/*.orig.tar.* 2> /dev/null) ]]
    mkdir "$package.new"
    tar -xf "$(find "$package.archives" -name '*.orig.tar.*' ! -name '*.asc' |
      head -n 1)" -C "$package.new" --strip-components=1
    mv "$package.new" "$package"
  fi
  echo "$folder/$package"
}

build_pbzip2() {
  racekit c++ -O2 -D_LARGEFILE64_SOURCE=1 -D_FILE_OFFSET_BITS=64 pbzip2.cpp \
    BZ2StreamScanner.cpp ErrorContext.cpp -o pbzip2 -pthread -lbz2
}

build_libzstd() {
  make -C programs zstd CC="racekit cc" HAVE_LZMA=0 HAVE_LZ4=0 HAVE_ZLIB=0 \
    MOREFLAGS=-O1
}

build_xz-utils() {
  CC="racekit cc" ./configure --disable-shared --disable-nls --disable-doc
  make
}

built=
# Builds package $1, unless it is built, as the functions above say.
build() {
  local package=$1 source
  source=$(fetch "$package")
  if [[ ! -f $source/racekit-built ]]; then
    echo "building $package" >&2
    (cd "$source" && "build_$package" && touch racekit-built) \
      > "$package.log" 2>&1 || {
      echo "$package cannot be built; see $folder/$package.log" >&2
      return 1
    }
  fi
  built=$source
}

# hunt NAME COMMAND...: one line of the table.
hunt() {
  local name=$1 status=0
  shift
  racekit hunt --time="${seconds}s" --same-output --json="$name.json" \
    --out="$folder/reports/$name" -- "$@" > "$name.txt" 2>&1 || status=$?
  local executions findings kinds
  executions=$(sed -n 's/^  "executions": \([0-9]*\).*/\1/p' "$name.json")
  findings=$(grep -c '^      "kind":' "$name.json" || true)
  kinds=$(sed -n 's/^      "kind": "\(.*\)",/\1/p' "$name.json" | sort -u |
    paste -sd, -)
  printf '%-22s %10s %12s %9s  %s\n' "$name" "${executions:-0}" \
    "$(((${executions:-0} + seconds / 2) / seconds))" "$findings" \
    "${kinds:--} (exit $status)"
}

for part in 1 2 3 4; do
  head -c 75000 < /dev/urandom | base64 > "part$part"
done
cat part1 part2 part3 part4 > input
head -c 30000 input > small_input

printf '%-22s %10s %12s %9s  %s\n' program executions per-second findings kinds
if build pbzip2; then
  hunt pbzip2-compress "$built/pbzip2" -q -k -c -p3 -b1 "$folder/input"
  "$built/pbzip2" -q -k -c -p2 -b1 input > input.bz2
  hunt pbzip2-decompress "$built/pbzip2" -q -d -k -c -p3 "$folder/input.bz2"
fi
if build libzstd; then
  hunt zstd-compress "$built/programs/zstd" -q -T3 -B100KB -c "$folder/input"
fi
if build xz-utils; then
  hunt xz-compress "$built/src/xz/xz" -T3 --block-size=10KiB -0 -c \
    "$folder/small_input"
  "$built/src/xz/xz" -T3 --block-size=10KiB -0 -c small_input > small_input.xz
  hunt xz-decompress "$built/src/xz/xz" -T3 -d -c "$folder/small_input.xz"
fi
