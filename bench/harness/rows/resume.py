# SPDX-License-Identifier: Apache-2.0
"""All watchers lose their streams at once and resume, against as many new watchers. There is no target."""

from harness.compare import Comparison
from harness.rows.row import Row
from support.cpu import cpu_s

NAME = "resume"


def make(bench):
    options = bench.options
    topic = bench.topic(options.nodes, options.nodes)
    server = bench.rollcalld(topic)

    def resumed():
        with bench.watchers("rollcall", server) as watchers:
            watchers.wait(topic.publisher.burst(1))
            before = cpu_s(server.pid)
            return {"s": watchers.resume(), "cpu_us": (cpu_s(server.pid) - before) / options.watchers * 1e6}

    def begun():
        before = cpu_s(server.pid)
        with bench.watchers("rollcall", server) as watchers:
            return {"s": watchers.ready_s, "cpu_us": (cpu_s(server.pid) - before) / options.watchers * 1e6}

    what = f"{options.watchers} watchers resume at once"
    return Row(
        {"resumed": resumed, "begun anew": begun},
        [
            Comparison(f"{what}, until all are complete", "s", ("resumed", "s"), ("begun anew", "s")),
            Comparison(f"{what}, CPU each", "us", ("resumed", "cpu_us"), ("begun anew", "cpu_us")),
        ],
    )
