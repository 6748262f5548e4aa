# SPDX-License-Identifier: Apache-2.0
"""Many connections of one stream: the server's CPU per message at a low and at a high rate, and memory for each,
against the bare stream server, etcd and NATS; and with TLS, against the bare stream server."""

from harness.compare import Comparison, at_most
from harness.rows import watching
from harness.rows.row import Row

NAME = "connections"
_CPU_TARGETS = {10: 0.6, 50: 0.9}  # by updates per second
_KIB = 20
_KIB_WITH_TLS = 45


def make(bench):
    row = Row({}, [])
    for rate, target in _CPU_TARGETS.items():
        add(row, bench, rate, False, {"raw": at_most(target), "etcd": None, "nats": None})
    add(row, bench, min(_CPU_TARGETS), True, {"raw": None})
    memory(row, bench, False, _KIB)
    memory(row, bench, True, _KIB_WITH_TLS)
    return row


def add(row, bench, rate, tls, targets):
    """The contestants at one rate, and their CPU."""
    words, mark = (" with TLS", ", TLS") if tls else ("", "")
    paced = watching.Paced(bench, tls=tls, rate=rate, connections=bench.options.watchers)
    measures = paced.contestants("rollcalld", *targets)
    row.contestants |= {f"{name}, {rate}/s{mark}": measure for name, measure in measures.items()}
    what = f"{bench.options.watchers} connections of one stream{words}, {rate} updates/s, CPU per message"
    row.comparisons += [
        Comparison(
            what,
            "us",
            (f"rollcalld, {rate}/s{mark}", "cpu_us_per_message"),
            (f"{peer}, {rate}/s{mark}", "cpu_us_per_message"),
            target,
        )
        for peer, target in targets.items()
    ]


def memory(row, bench, tls, most_kib):
    words, mark = (" with TLS", ", TLS") if tls else ("", "")
    what = f"{bench.options.watchers} connections of one stream{words}, memory each"
    rate = min(_CPU_TARGETS)
    ours, peer = (f"rollcalld, {rate}/s{mark}", "kib_each"), (f"raw, {rate}/s{mark}", "kib_each")
    row.comparisons += [
        Comparison(what, "KiB", ours, target=at_most(most_kib, " KiB")),
        Comparison(what, "KiB", ours, peer),
    ]
