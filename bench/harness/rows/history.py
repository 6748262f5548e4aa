# SPDX-License-Identifier: Apache-2.0
"""`rollcall history` over a long topic: how long it takes against kcat reading the same log, what it takes of the
server's memory, and what a caller of lists notices while histories are read one after the other."""

import contextlib

from harness.bench import kcat
from harness.compare import Comparison, at_most
from harness.rows import lists
from harness.rows.row import Row
from harness.stopwatch import wall_ms
from support.background import Background
from support.memory import MIB, forget_peak, peak_bytes, resident_bytes
from support.paths import BIN

NAME = "history"
_PAUSE_MS = 2  # between two lists


def make(bench):
    records = bench.options.records
    topic = bench.topic(bench.options.nodes, records)
    server = bench.rollcalld(topic)
    command = [BIN / "rollcall", "--server", server.address, "--timeout", "2m", "history"]

    def history():
        before = resident_bytes(server)
        forget_peak(server)
        took = wall_ms(*command)
        return {"ms": took, "mib": (peak_bytes(server) - before) / MIB}

    def p99(beside):
        with beside:
            measured = lists.measure(bench, "rollcall", server, callers=1, page_size=20, pause=f"{_PAUSE_MS}ms")
        return {"p99_ms": measured["p99_ms"]}

    what = f"rollcall history, {records:,} records"
    return Row(
        {
            "rollcall history": history,
            "kcat": lambda: {"ms": wall_ms(*kcat(topic))},
            "in peace": lambda: p99(contextlib.nullcontext()),
            "while histories are read": lambda: p99(_Repeated(command)),
        },
        [
            Comparison(what, "ms", ("rollcall history", "ms"), ("kcat", "ms"), at_most(2)),
            Comparison("  memory that it takes", "MiB", ("rollcall history", "mib"), target=at_most(256, " MiB")),
            Comparison(
                "another caller's p99 while histories are read",
                "ms",
                ("while histories are read", "p99_ms"),
                ("in peace", "p99_ms"),
                at_most(5),
            ),
        ],
    )


class _Repeated(Background):
    """Runs a command again and again, beside what is measured."""

    def __init__(self, command):
        super().__init__()
        self._command = command

    def work(self):
        while not self.stopping.is_set():
            wall_ms(*self._command)

    def __enter__(self):
        self.start()

    def __exit__(self, *failure):
        self.finish()
