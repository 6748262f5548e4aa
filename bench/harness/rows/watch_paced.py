# SPDX-License-Identifier: Apache-2.0
"""Many streams on few connections, paced updates: the server's CPU per message, against the bare stream server, etcd
and NATS."""

from harness.compare import Comparison, at_most
from harness.rows import watching
from harness.rows.row import Row

NAME = "watch"


def make(bench):
    options = bench.options
    paced = watching.Paced(bench)
    what = f"watch, {options.watchers} streams, {options.rate} updates/s, CPU per message"
    ours = ("rollcalld", "cpu_us_per_message")

    def against(peer, target=None):
        return Comparison(what, "us", ours, (peer, "cpu_us_per_message"), target)

    return Row(
        paced.contestants("rollcalld", "raw", "etcd", "nats", "nats-kv"),
        [
            against("raw", at_most(0.2)),
            against("etcd", at_most(0.2)),
            against("nats", at_most(1.3)),
            against("nats-kv"),
            Comparison("  bytes per message", "B", ("rollcalld", "bytes_per_message"), ("etcd", "bytes_per_message")),
            Comparison("  publish to receipt, p99", "ms", ("rollcalld", "p99_ms"), ("etcd", "p99_ms")),
        ],
    )
