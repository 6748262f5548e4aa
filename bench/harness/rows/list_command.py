# SPDX-License-Identifier: Apache-2.0
"""`rollcall list` as a whole process, against kcat reading the topic and against a tenth of the records."""

from harness.bench import kcat
from harness.compare import Comparison, at_most
from harness.rows.row import Row
from harness.stopwatch import wall_ms
from support.paths import BIN

NAME = "list-command"


def make(bench):
    records = bench.options.records // 5
    topics = {
        "long": bench.topic(bench.options.nodes, records),
        "short": bench.topic(bench.options.nodes, records // 10),
    }
    servers = {name: bench.rollcalld(topic) for name, topic in topics.items()}

    def listing(name):
        return lambda: {"ms": wall_ms(BIN / "rollcall", "--server", servers[name].address, "list")}

    return Row(
        {
            "rollcall list": listing("long"),
            "kcat": lambda: {"ms": wall_ms(*kcat(topics["long"]))},
            "rollcall list, short": listing("short"),
        },
        [
            Comparison(
                f"rollcall list, {records:,} records", "ms", ("rollcall list", "ms"), ("kcat", "ms"), at_most(0.05)
            ),
            Comparison(
                f"rollcall list, {records:,} against {records // 10:,} records (flat)",
                "ms",
                ("rollcall list", "ms"),
                ("rollcall list, short", "ms"),
                at_most(1.1),
            ),
        ],
    )
