# SPDX-License-Identifier: Apache-2.0
"""From process start to SERVING: a long topic against kcat reading it, a short one against a limit."""

from harness import load
from harness.bench import kcat
from harness.compare import Comparison, at_most
from harness.rows.row import Row
from harness.stopwatch import wall_ms

NAME = "start"
_SHORT = 20  # records


def make(bench):
    records = bench.options.records
    long, short = bench.topic(bench.options.nodes, records), bench.topic(_SHORT, _SHORT)

    def serving(topic):
        return lambda: {"ms": load.run("serving", *bench.rollcalld_command(topic))["serving_ms"]}

    def reading(topic, *flags):
        return lambda: {"ms": wall_ms(*kcat(topic, *flags))}

    quick_fetch = ("-X", "fetch.wait.max.ms=10")
    what = f"start to SERVING, {records:,} records"
    return Row(
        {
            "rollcalld": serving(long),
            "kcat": reading(long),
            "kcat 10 ms": reading(long, *quick_fetch),
            "rollcalld, short": serving(short),
            "kcat, short": reading(short),
        },
        [
            Comparison(what, "ms", ("rollcalld", "ms"), ("kcat", "ms"), at_most(0.45)),
            Comparison(
                what + ", kcat with fetch.wait.max.ms=10",
                "ms",
                ("rollcalld", "ms"),
                ("kcat 10 ms", "ms"),
                at_most(0.85),
            ),
            Comparison(
                f"start to SERVING, {_SHORT} records", "ms", ("rollcalld, short", "ms"), target=at_most(20, " ms")
            ),
            Comparison(f"start to SERVING, {_SHORT} records", "ms", ("rollcalld, short", "ms"), ("kcat, short", "ms")),
        ],
    )
