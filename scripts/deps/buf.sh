# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# buf, which lints the API: installed by npm into .deps/buf. Sourced by scripts/install-deps.

buf_version=1.75.0

install_buf() {
  local stamp=$deps/buf/.version
  [[ -f $stamp && $(<"$stamp") == "$buf_version" ]] && return 0
  say "installing buf $buf_version into .deps/buf"
  mkdir -p "$deps/buf"
  quietly "npm install @bufbuild/buf" npm install --prefix "$deps/buf" --no-save --no-package-lock --no-audit --no-fund \
    "@bufbuild/buf@$buf_version"
  printf '%s\n' "$buf_version" >"$stamp"
}
