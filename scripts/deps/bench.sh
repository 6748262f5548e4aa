# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The programs that the bench compares Rollcall with. Sourced by scripts/install-deps.

install_etcd() {
  have etcd || [[ -x $deps/etcd/usr/bin/etcd ]] || unpack_package etcd-server "$deps/etcd"
}
