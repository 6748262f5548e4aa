# SPDX-License-Identifier: Apache-2.0
"""Many streams, updates back to back: deliveries per CPU second of the server, against etcd.

Measured twice: as fast as the publisher can, and with each update sent when the one before is acknowledged, which
gives both servers time.
"""

from harness.compare import Comparison, at_least
from harness.rows import watching
from harness.rows.row import Row

NAME = "watch-burst"


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    server, etcd = bench.rollcalld(topic), bench.etcd()

    def measure(peer, which, publish):
        with bench.watchers(peer, which) as watchers:
            got = watching.count(watchers, publish)
        return got | {"share": got["deliveries"] / options.updates / options.watchers}

    def put(at_once):
        return watching.etcd_put(etcd, options.updates, options.nodes, options.record_bytes, at_once=at_once)

    row = Row(
        {
            "rollcalld, at once": lambda: measure("rollcall", server, lambda: topic.publisher.burst(options.updates)),
            "etcd, at once": lambda: measure("etcd", etcd, lambda: put(32)),
            "rollcalld, acked": lambda: measure(
                "rollcall", server, lambda: topic.publisher.acked_one_by_one(options.updates)
            ),
            "etcd, acked": lambda: measure("etcd", etcd, lambda: put(1)),
        },
        [],
    )
    for how, words in (("at once", "back to back"), ("acked", "one after the other's ack")):
        row.comparisons += comparisons(
            f"rollcalld, {how}", f"etcd, {how}", f"watch, {options.watchers} streams, {options.updates} updates {words}"
        )
    return row


def comparisons(ours, peer, what):
    per_cpu_s = "deliveries_per_cpu_s"
    return [
        Comparison(what + ", deliveries per CPU second", "", (ours, per_cpu_s), (peer, per_cpu_s), at_least(4)),
        Comparison(
            "  share of the updates that was delivered (the rest: conflated)", "", (ours, "share"), (peer, "share")
        ),
        Comparison("  messages", "", (ours, "messages"), (peer, "messages")),
        Comparison("  CPU in all", "s", (ours, "server_cpu_s"), (peer, "server_cpu_s")),
    ]
