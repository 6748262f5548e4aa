# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Debian's Prometheus for the tests of metrics, alerts and the dashboard: unpacked into .deps/prometheus, because its package starts
# a server on the machine. Sourced by scripts/install-deps and scripts/pictures, after scripts/deps/apt.sh.

install_prometheus() {
  [[ -x $deps/prometheus/usr/bin/prometheus && -x $deps/prometheus/usr/bin/promtool ]] ||
    unpack_package prometheus "$deps/prometheus"
}
