# SPDX-License-Identifier: Apache-2.0
"""What the rows about watches share: they open streams, publish updates and count messages."""

import time

from harness import load
from support.memory import resident_bytes

_WARM_UP_S = 0.5
_EVENT_BYTES = {"etcd": 64}  # a message with one event, without the value; NATS passes on the value alone


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


def paced(bench, server, topic, rate=None, **how):
    """Publishes updates at the given rate, each of which goes to every stream, and counts."""
    options = bench.options
    rate = rate or options.rate
    with bench.watchers("rollcall", server, **how) as watchers:
        watchers.wait(topic.publisher.paced(rate, _WARM_UP_S))
        return count(watchers, lambda: topic.publisher.paced(rate, options.seconds))


def put(peer, server, count, keys, message_bytes, rate=0, at_once=32):
    """Puts values whose events are about as long as Rollcall's messages. Returns the last revision."""
    got = load.run(
        "put",
        **load.target(peer, server),
        count=count,
        keys=keys,
        value_bytes=max(1, int(message_bytes) - _EVENT_BYTES.get(peer, 0)),
        rate=rate,
        at_once=at_once,
    )
    return got["revision"]


class Paced:
    """Each contestant serves as many streams and updates, whose messages are as long as those of the others:
    Rollcall's give the length, so it is measured first. Each measurement has a new server."""

    def __init__(self, bench, tls=False, rate=None, connections=None):
        self._bench, self._tls, self._connections = bench, tls, connections
        self._rate = rate or bench.options.rate
        self._topic = bench.topic(bench.options.nodes, bench.options.nodes)
        self._message_bytes = None

    def contestants(self, *names):
        """{name: how it is measured}"""
        return {name: lambda name=name: self._measure(name) for name in names}

    def _measure(self, name):
        server = self._start(name)
        before = resident_bytes(server)
        peer = "rollcall" if name == "rollcalld" else name
        with self._bench.watchers(peer, server, connections=self._connections) as watchers:
            count(watchers, lambda: self._publish(name, server, _WARM_UP_S))
            got = count(watchers, lambda: self._publish(name, server, self._bench.options.seconds))
            kib_each = (resident_bytes(server) - before) / self._bench.options.watchers / 1024
        server.close()
        if name == "rollcalld":
            self._message_bytes = got["bytes_per_message"]
        return got | {"kib_each": kib_each}

    def _start(self, name):
        match name:
            case "rollcalld":
                return self._bench.rollcalld(self._topic, tls=self._tls)
            case "raw":
                return self._bench.raw(self._message_bytes, self._rate, tls=self._tls)
            case "etcd":
                return self._bench.etcd(tls=self._tls)
            case "nats" | "nats-kv":
                return self._bench.nats(tls=self._tls)
        raise ValueError(name)

    def _publish(self, name, server, seconds):
        """Publishes for that long. Returns the last revision; None if the server sends by itself."""
        if name == "rollcalld":
            return self._topic.publisher.paced(self._rate, seconds)
        if name == "raw":
            return time.sleep(seconds)
        count = int(self._rate * seconds)
        return put(name, server, count, self._bench.options.nodes, self._message_bytes, self._rate)
