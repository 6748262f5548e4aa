# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The programs that the bench compares Rollcall with. Sourced by scripts/install-deps.

# etcd's server, from Debian's package, into .deps/etcd: installing the package would start a server on this machine.
install_etcd() {
  have etcd || [[ -x $deps/etcd/usr/bin/etcd ]] && return 0
  say "unpacking etcd into .deps/etcd"
  local work
  work=$(mktemp -d)
  find_root etcd-server
  quietly "apt-get update" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  quietly "apt-get download etcd-server" env -C "$work" apt-get download -qq -o APT::Sandbox::User=root etcd-server
  rm -rf "$deps/etcd"
  dpkg-deb -x "$work"/etcd-server_*.deb "$deps/etcd"
  rm -rf "$work"
}
