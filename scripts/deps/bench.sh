# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The servers that the bench compares Rollcall with, built in the versions of bench/go.mod. Sourced by scripts/install-deps, after
# scripts/deps/go.sh.

install_peers() {
  local go_module=$top/bench stamp=$deps/bin/.peers go version
  version=$(hash_files "$go_module/go.mod" "$go_module/go.sum" "$top/scripts/deps/bench.sh")
  [[ -x $deps/bin/etcd && -x $deps/bin/nats-server && -f $stamp && $(<"$stamp") == "$version" ]] && return 0
  find_go
  say "building etcd and nats-server into .deps/bin"
  mkdir -p "$deps/bin"
  quietly "building etcd" run_go build -o "$deps/bin/etcd" go.etcd.io/etcd/server/v3
  quietly "building nats-server" run_go build -o "$deps/bin/nats-server" github.com/nats-io/nats-server/v2
  printf '%s\n' "$version" >"$stamp"
}
