# SPDX-License-Identifier: Apache-2.0
"""Many streams, paced updates: the server's CPU per message, against the bare stream server and etcd."""

import time

from harness.compare import Comparison, at_most
from harness.rows import watching
from harness.rows.row import Row

NAME = "watch"


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    server, etcd = bench.rollcalld(topic), bench.etcd()
    message = {}

    def rollcalld():
        got = watching.paced(bench, server, topic)
        message["bytes"] = got["bytes_per_message"]
        return got

    def raw():
        bare = bench.raw(message["bytes"], options.rate)
        with bench.watchers("raw", bare) as watchers:
            got = watching.count(watchers, lambda: time.sleep(options.seconds))
        bare.close()
        return got

    def etcd_watch():
        with bench.watchers("etcd", etcd) as watchers:
            return watching.count(
                watchers,
                lambda: watching.etcd_put(
                    etcd, options.rate * options.seconds, options.nodes, message["bytes"], options.rate
                ),
            )

    what = f"watch, {options.watchers} streams, {options.rate} updates/s, CPU per message"
    ours = ("rollcalld", "cpu_us_per_message")
    return Row(
        {"rollcalld": rollcalld, "raw": raw, "etcd": etcd_watch},
        [
            Comparison(what, "us", ours, ("raw", "cpu_us_per_message"), at_most(1.15)),
            Comparison(what, "us", ours, ("etcd", "cpu_us_per_message"), at_most(0.7)),
            Comparison("  bytes per message", "B", ("rollcalld", "bytes_per_message"), ("etcd", "bytes_per_message")),
            Comparison("  publish to receipt, p99", "ms", ("rollcalld", "p99_ms"), ("etcd", "p99_ms")),
        ],
    )
