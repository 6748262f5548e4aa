# SPDX-License-Identifier: Apache-2.0
"""Watchers that are sent no changes: memory for each, and CPU, against bare streams."""

import time

from harness.compare import Comparison, at_most
from harness.rows.row import Row
from support.cpu import cpu_s
from support.memory import resident_bytes

NAME = "idle"
_NODES = 20  # few, because the first snapshot is not measured
_STREAMS_PER_CONNECTION = 100
_SETTLE_S = 2
_HEARTBEAT_S = 15  # streams open over this time, so that their heartbeats are spread, as those of real watchers are


def make(bench):
    options = bench.options
    topic = bench.topic(_NODES, _NODES)

    def memory_and_cpu(peer, server):
        before = resident_bytes(server)
        connections = max(1, options.idle_watchers // _STREAMS_PER_CONNECTION)
        spread_s = 1 if options.quick else _HEARTBEAT_S
        with bench.watchers(peer, server, streams=options.idle_watchers, connections=connections, spread_s=spread_s):
            time.sleep(_SETTLE_S)
            each = (resident_bytes(server) - before) / options.idle_watchers
            cpu_before = cpu_s(server.pid)
            time.sleep(2 * options.seconds)
            cpu = (cpu_s(server.pid) - cpu_before) / (2 * options.seconds)
        server.close()
        return {"kib": each / 1024, "cpu": cpu * 100}

    what = f"{options.idle_watchers:,} idle watchers"
    return Row(
        {
            "rollcalld": lambda: memory_and_cpu("rollcall", bench.rollcalld(topic)),
            "raw": lambda: memory_and_cpu("raw", bench.raw(_NODES * options.record_bytes, 0)),
        },
        [
            Comparison(
                f"{what}, memory each",
                "KiB",
                ("rollcalld", "kib"),
                ("raw", "kib"),
            ),
            Comparison(f"{what}, memory each", "KiB", ("rollcalld", "kib"), target=at_most(3, " KiB")),
            Comparison(f"{what}, CPU", "%", ("rollcalld", "cpu"), target=at_most(2, " %")),
        ],
    )
