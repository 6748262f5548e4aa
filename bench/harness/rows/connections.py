# SPDX-License-Identifier: Apache-2.0
"""Many connections of one stream: the server's CPU per message at a low and at a high rate, and memory for each,
against the bare stream server, etcd and NATS; and with TLS, against the bare stream server."""

from harness.compare import Comparison, at_most
from harness.rows import watching
from harness.rows.row import Row

NAME = "connections"


def make(bench):
    row = Row({}, [])
    add(row, bench, 10, {"raw": at_most(0.6), "etcd": None, "nats": None}, most_kib=20)
    add(row, bench, 50, {"raw": at_most(0.9), "etcd": None, "nats": None})
    add(row, bench, 10, {"raw": None}, most_kib=45, tls=True)
    return row


def add(row, bench, rate, targets, most_kib=None, tls=False):
    """The contestants at one rate: their CPU, with its targets by peer, and, if it has a target, the memory of each
    connection."""
    count = bench.options.watchers
    words, mark = (" with TLS", ", TLS") if tls else ("", "")
    what = f"{count} connections of one stream{words}"
    measures = watching.Paced(bench, tls=tls, rate=rate, connections=count).contestants("rollcalld", *targets)
    row.contestants |= {f"{name}, {rate}/s{mark}": measure for name, measure in measures.items()}

    def compare(text, unit, metric, peer=None, target=None):
        ours, theirs = ((f"{name}, {rate}/s{mark}", metric) for name in ("rollcalld", peer))
        row.comparisons.append(Comparison(f"{what}, {text}", unit, ours, theirs if peer else None, target))

    for peer, target in targets.items():
        compare(f"{rate} updates/s, CPU per message", "us", "cpu_us_per_message", peer, target)
    if most_kib:
        compare("memory each", "KiB", "kib_each", target=at_most(most_kib, " KiB"))
        compare("memory each", "KiB", "kib_each", "raw")
