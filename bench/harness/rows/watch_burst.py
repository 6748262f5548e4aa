# SPDX-License-Identifier: Apache-2.0
"""Many streams, updates back to back: deliveries per CPU second of the server, against etcd and NATS.

Measured with each node updated more than once, so that Rollcall conflates: as fast as the publisher can, and with each
update sent when the one before is acknowledged, which gives all servers time. And with each update of another node, so
that nothing is conflated, against NATS's subscriptions.
"""

from harness.compare import Comparison, at_least
from harness.rows import watching
from harness.rows.row import Row

NAME = "watch-burst"


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    server = bench.rollcalld(topic)

    def measure(peer, which, publish):
        with bench.watchers(peer, which) as watchers:
            got = watching.count(watchers, publish)
        return got | {"share": got["deliveries"] / options.updates / options.watchers}

    def measure_peer(peer, start, at_once):
        which = start()
        put = (peer, which, options.updates, options.nodes, options.record_bytes)
        got = measure(peer, which, lambda: watching.put(*put, at_once=at_once))
        which.close()
        return got

    def without_conflation():
        own_topic = bench.topic(options.updates, options.updates)
        own = bench.rollcalld(own_topic)
        got = measure("rollcall", own, lambda: own_topic.publisher.burst(options.updates))
        own.close()
        return got

    row = Row(
        {
            "rollcalld, at once": lambda: measure("rollcall", server, lambda: topic.publisher.burst(options.updates)),
            "etcd, at once": lambda: measure_peer("etcd", bench.etcd, 32),
            "nats-kv, at once": lambda: measure_peer("nats-kv", bench.nats, 32),
            "rollcalld, acked": lambda: measure(
                "rollcall", server, lambda: topic.publisher.acked_one_by_one(options.updates)
            ),
            "etcd, acked": lambda: measure_peer("etcd", bench.etcd, 1),
            "nats-kv, acked": lambda: measure_peer("nats-kv", bench.nats, 1),
            "rollcalld, not conflated": without_conflation,
            "nats": lambda: measure_peer("nats", bench.nats, 1),
        },
        [],
    )
    what = f"watch, {options.watchers} streams, {options.updates} updates"
    for how, words in (("at once", "back to back"), ("acked", "one after the other's ack")):
        row.comparisons += comparisons(
            f"rollcalld, {how}", {f"etcd, {how}": 10, f"nats-kv, {how}": 10}, f"{what} {words}"
        )
    row.comparisons += comparisons(
        "rollcalld, not conflated", {"nats": 1}, f"{what} back to back, each of another node"
    )
    return row


def comparisons(ours, targets, what):
    """`targets`: {peer: at least how many times its deliveries per CPU second}"""
    per_cpu_s = "deliveries_per_cpu_s"
    yield from (
        Comparison(what + ", deliveries per CPU second", "", (ours, per_cpu_s), (peer, per_cpu_s), at_least(target))
        for peer, target in targets.items()
    )
    peer = next(iter(targets))
    for words, unit, metric in (
        ("  share of the updates that was delivered (the rest: conflated)", "", "share"),
        ("  messages", "", "messages"),
        ("  CPU in all", "s", "server_cpu_s"),
    ):
        yield Comparison(words, unit, (ours, metric), (peer, metric))
