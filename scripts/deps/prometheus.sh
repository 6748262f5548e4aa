# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Prometheus for the tests of metrics, alerts and the dashboard: the machine's own, else Debian's, unpacked into .deps/prometheus because
# its package starts a server on the machine. Sourced by scripts/install-deps and scripts/pictures, after scripts/deps/apt.sh.

install_prometheus() {
  have prometheus && have promtool && return 0
  [[ -x $deps/prometheus/usr/bin/prometheus && -x $deps/prometheus/usr/bin/promtool ]] ||
    unpack_package prometheus "$deps/prometheus"
}
