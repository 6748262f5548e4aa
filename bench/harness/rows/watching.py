# SPDX-License-Identifier: Apache-2.0
"""What the rows about watches share: they open streams, publish updates and count messages."""

from harness import load

_WARM_UP_S = 0.5
_ETCD_EVENT_BYTES = 64  # a watch response with one event, without the value


def count(watchers, publish):
    """Counts what arrives while publish() runs, and until every stream has the revision it returns (None: no wait)."""
    watchers.begin()
    revision = publish()
    if revision is not None:
        watchers.wait(revision)
    got = watchers.end()
    messages, deliveries, cpu_s = got["messages"], got["deliveries"], got["server_cpu_s"]
    return got | {
        "cpu_us_per_message": cpu_s / max(messages, 1) * 1e6,
        "bytes_per_message": got["bytes"] / max(messages, 1),
        "deliveries_per_cpu_s": deliveries / cpu_s,
        "p99_ms": got["latency_ms"]["p99"],
    }


def paced(bench, server, topic, **how):
    """Publishes updates at the given rate, each of which goes to every stream, and counts."""
    options = bench.options
    with bench.watchers("rollcall", server, **how) as watchers:
        watchers.wait(topic.publisher.paced(options.rate, _WARM_UP_S))
        return count(watchers, lambda: topic.publisher.paced(options.rate, options.seconds))


def etcd_put(etcd, count, nodes, message_bytes, rate=0, at_once=32):
    """Puts values whose events are about as long as Rollcall's messages. Returns the last revision."""
    value_bytes = max(1, int(message_bytes) - _ETCD_EVENT_BYTES)
    return load.run(
        "etcd-put",
        "-address",
        etcd.address,
        "-count",
        count,
        "-keys",
        nodes,
        "-value-bytes",
        value_bytes,
        "-rate",
        rate,
        "-at-once",
        at_once,
    )["revision"]
