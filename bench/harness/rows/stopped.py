# SPDX-License-Identifier: Apache-2.0
"""A tenth of the watchers is stopped by SIGSTOP.

Measures the latency of the others, the memory while the lag grows, and the memory after the server has given up the
stopped ones.
"""

from harness.compare import Comparison, at_most
from harness.rows import watching
from harness.rows.row import Row
from support.memory import resident_bytes

NAME = "stopped"

_FILL_S = 2  # fills the sockets and windows of the stopped watchers
_LAG_S = 6  # with _FILL_S below 10 s, when the server begins to give up connections whose sockets are full
_GIVEN_UP_AFTER = 5  # times --seconds: 33 s in all by default; the server gives up the last connection after 30 s


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    stopped = max(1, options.watchers // 10)

    def measure(stop):
        server = bench.rollcalld(topic)
        with (
            bench.watchers("rollcall", server, streams=options.watchers - stopped) as others,
            bench.watchers("rollcall", server, streams=stopped) as some,
        ):
            if stop:
                some.stop()
            resident = []
            for seconds in (_FILL_S, _LAG_S):
                others.wait(topic.publisher.paced(options.rate, seconds))
                resident.append(resident_bytes(server))
            got = watching.count(others, lambda: topic.publisher.paced(options.rate, _GIVEN_UP_AFTER * options.seconds))
            resident.append(resident_bytes(server))
        server.close()
        growth, left = ((later - resident[0]) / stopped / 1024 for later in resident[1:])
        return {"p99_ms": got["p99_ms"], "growth_kib": growth, "left_kib": left}

    what = f"{stopped} stopped of {options.watchers} watchers"
    return Row(
        {"none stopped": lambda: measure(False), "stopped": lambda: measure(True)},
        [
            Comparison(
                f"{what}, the others' p99", "ms", ("stopped", "p99_ms"), ("none stopped", "p99_ms"), at_most(1.1)
            ),
            Comparison(
                f"{what}, memory that grows with the lag, each",
                "KiB",
                ("stopped", "growth_kib"),
                ("none stopped", "growth_kib"),
                at_most(1, " KiB"),
                how="difference",
            ),
            Comparison(
                f"{what}, memory once they were given up, each",
                "KiB",
                ("stopped", "left_kib"),
                ("none stopped", "left_kib"),
                how="difference",
            ),
        ],
    )
