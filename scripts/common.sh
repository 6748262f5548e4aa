# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by the scripts of this folder: where the tree is, and how a script prints messages and fails.
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=$(realpath -m "$top/.deps")

say() { printf '==> %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# quietly WHAT COMMAND...: runs the command without its output. If it fails, shows the end of its output, and the script ends.
quietly() {
  local what=$1 log
  shift
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    rm -f "$log"
    die "$what failed; the command was: $*"
  fi
  rm -f "$log"
}

# hash_files FILE_OR_FOLDER...: one hash of all their files, by which a script knows that what it made of them is up to date.
hash_files() { find "$@" -type f -print0 | sort -z | xargs -0 cat | sha256sum; }

# extract_api COMMIT FOLDER: the API at a commit. Its buf.yaml is left behind: the rules of today count.
extract_api() {
  mkdir -p "$2"
  git -C "$top" archive "$1" proto/rollcall | tar -x --strip-components=1 -C "$2"
}

# build_if_changed WHAT BUILD FOLDER SOURCE...: calls `BUILD FOLDER`, where BUILD may have arguments of its own, unless that was
# done with the same sources in the same place (what was built may hold its own path).
build_if_changed() {
  local what=$1 build=$2 folder=$3 stamp=$3/.version version
  version="$(hash_files "${@:4}") $folder"
  [[ -f $stamp && $(<"$stamp") == "$version" ]] && return 0
  say "building $what into ${folder/#$top\//}"
  mkdir -p "$folder"
  # shellcheck disable=SC2086 # a function and its first arguments
  $build "$folder"
  printf '%s\n' "$version" >"$stamp"
}
