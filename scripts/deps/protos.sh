# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The google.rpc error details as .proto files, for which Debian has no package. Sourced by scripts/install-deps.

google_protos_version=1.76.0

install_google_protos() {
  local dir=$deps/googleapis stamp=$deps/googleapis/.version
  [[ -f $stamp && $(<"$stamp") == "$google_protos_version" ]] && return 0
  say "unpacking the google.rpc protos into .deps/googleapis"
  make_venv
  local unpacked
  unpacked=$(mktemp -d "$deps/googleapis.XXXXXX")
  quietly "installing googleapis-common-protos" "$deps/venv/bin/python" -m pip install --no-deps --target "$unpacked" \
    "googleapis-common-protos==$google_protos_version"
  mkdir -p "$dir/google/rpc"
  cp "$unpacked"/google/rpc/*.proto "$dir/google/rpc/"
  rm -rf "$unpacked"
  printf '%s\n' "$google_protos_version" >"$stamp"
}
