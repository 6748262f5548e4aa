# SPDX-License-Identifier: Apache-2.0
"""Watchers whose filters all differ and which each show all nodes, or one node. There is no target."""

from harness.compare import Comparison
from harness.rows import watching
from harness.rows.row import Row
from support.memory import resident_bytes

NAME = "filters"


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    updates = options.rate * options.seconds

    def measure(watch_filter):
        server = bench.rollcalld(topic)
        before = resident_bytes(server)
        got = watching.paced(bench, server, topic, watch_filter=watch_filter)
        mib = (resident_bytes(server) - before) / (1 << 20)
        server.close()
        return got | {"cpu_us_per_update": got["server_cpu_s"] / updates * 1e6, "mib": mib}

    def against_one(kind, metric, what, unit="us"):
        return Comparison(f"watch, {options.watchers} {what}", unit, (kind, metric), ("one filter", metric))

    return Row(
        {
            "one filter": lambda: measure("all"),
            "a glob each": lambda: measure("name"),
            "a node each": lambda: measure("node"),
        },
        [
            against_one("a glob each", "cpu_us_per_message", "different globs that show all, CPU per message"),
            against_one("a glob each", "mib", "different globs that show all, memory", "MiB"),
            against_one("a node each", "cpu_us_per_update", "filters for a node each, CPU per update"),
        ],
    )
