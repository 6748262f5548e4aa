# SPDX-License-Identifier: Apache-2.0
"""Answers of ListCoprocessors per second and per CPU second of the server, against etcd's serializable range.

Both ranges have as many bytes.
"""

from harness import load
from harness.compare import Comparison, at_least
from harness.rows.row import Row

NAME = "lists"
_SMALL_TARGETS = {1: 2, 8: 4, 64: 5}  # of 20 rows, by callers
_CONNECTIONS = 10


def make(bench):
    row = Row({}, [])
    for rows in (bench.options.nodes, 20):
        rollcalld = bench.rollcalld(bench.topic(rows, rows))
        etcd = bench.etcd()
        fill_alike(etcd, rows, measure(bench, "rollcall", rollcalld, 1)["bytes"], bench)
        for callers in _SMALL_TARGETS:
            ours, peer = f"rollcalld, {rows} rows, {callers} callers", f"etcd, {rows} rows, {callers} callers"
            row.contestants[ours] = lambda s=rollcalld, c=callers: measure(bench, "rollcall", s, c)
            row.contestants[peer] = lambda s=etcd, c=callers: measure(bench, "etcd", s, c)
            row.comparisons += comparisons(rows, callers, ours, peer)
    return row


def comparisons(rows, callers, ours, peer):
    small = rows == 20
    per_s = at_least(_SMALL_TARGETS[callers] if small else 10)
    what = f"lists, {rows} rows, {callers} callers"
    return [
        Comparison(what, "answers/s", (ours, "per_s"), (peer, "per_s"), per_s),
        Comparison(
            what + ", per CPU second",
            "answers",
            (ours, "per_cpu_s"),
            (peer, "per_cpu_s"),
            None if small else at_least(25),
        ),
    ]


def measure(bench, peer, server, callers, **how):
    """`how`: further flags of the load generator's command `list`."""
    flags = {"callers": callers, "connections": _CONNECTIONS, "duration": f"{bench.options.seconds}s"} | how
    got = load.run("list", **load.target(peer, server), **flags)
    return {
        "per_s": got["answers"] / got["seconds"],
        "per_cpu_s": got["answers"] / got["server_cpu_s"],
        "cpu_us": got["server_cpu_s"] / got["answers"] * 1e6,
        "bytes": got["bytes_per_answer"],
        "p99_ms": got["latency_ms"]["p99"],
    }


def fill_alike(etcd, rows, answer_bytes, bench):
    """Fills etcd with `rows` keys, whose range has about `answer_bytes` bytes."""
    guess = max(1, answer_bytes // rows)
    _fill(etcd, rows, guess)
    excess = (measure(bench, "etcd", etcd, 1)["bytes"] - answer_bytes) // rows
    _fill(etcd, rows, max(1, guess - excess))


def _fill(etcd, keys, value_bytes):
    load.run("put", **load.target("etcd", etcd), count=keys, keys=keys, value_bytes=value_bytes)
