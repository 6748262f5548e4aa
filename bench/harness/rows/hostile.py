# SPDX-License-Identifier: Apache-2.0
"""What a hostile caller costs another one: the p99 of its lists while an attack goes on, against its own in peace; and
by how much memory grows. The attacker shares the machine, and its CPU is one of what the caller waits for."""

import contextlib

from harness.compare import Comparison, at_most
from harness.rows import lists
from harness.rows.row import Row
from harness.siege import ATTACKS, Siege
from support.memory import MIB, forget_peak, peak_bytes, resident_bytes

NAME = "hostile"
_NODES = 2000
_PAUSE_MS = 2  # between two calls


def make(bench):
    topic = bench.topic(_NODES, _NODES)

    def measure(attack=None):
        server = bench.rollcalld(topic)
        calm = _p99_ms(bench, server)
        before = resident_bytes(server)
        forget_peak(server)
        with Siege(server.address, attack) if attack else contextlib.nullcontext():
            attacked = _p99_ms(bench, server)
        grown = (peak_bytes(server) - before) / MIB
        server.close()
        return {"p99_ms": attacked, "calm_p99_ms": calm, "mib": grown}

    contestants = {"in peace": measure} | {name: lambda a=attack: measure(a) for name, attack in ATTACKS.items()}
    comparisons = []
    for name in ATTACKS:
        comparisons += [
            Comparison(
                f"another caller's p99 under attack: {name}",
                "ms",
                (name, "p99_ms"),
                (name, "calm_p99_ms"),
                at_most(10),
                peer_name="in peace",
            ),
            Comparison("  memory that it takes", "MiB", (name, "mib"), ("in peace", "mib"), how="difference"),
        ]
    return Row(contestants, comparisons)


def _p99_ms(bench, server):
    """Of a caller that asks for 20 of the nodes again and again."""
    return lists.measure(bench, "rollcall", server, callers=1, page_size=20, pause=f"{_PAUSE_MS}ms")["p99_ms"]
