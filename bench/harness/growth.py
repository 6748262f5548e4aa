# SPDX-License-Identifier: Apache-2.0
"""How costs grow with the topic's records, nodes, watchers and rows. Draws docs/growth.svg."""

import json
import math
import statistics

from harness import load
from harness.rows import lists, watching
from harness.run_row import log_progress
from harness.stopwatch import wall_ms
from support.cpu import cpu_s
from support.paths import BIN, TOP

_DRAWING = TOP / "docs" / "growth.svg"
_DATA = TOP / "bench" / "growth.json"


def _steps(options, *sizes):
    return sizes[:3] if options.quick else sizes


def _median(options, measure):
    return statistics.median(measure() for _ in range(min(options.runs, 3)))


def by_records(bench):
    """The topic's records: start to SERVING and a whole `rollcall list`, with the same number of nodes."""
    curves = {"start to SERVING (ms)": [], "rollcall list (ms)": []}
    for records in _steps(bench.options, 1_000, 10_000, 100_000, 1_000_000):
        topic = bench.topic(1000, records)
        server = bench.rollcalld(topic)
        start = _median(bench.options, lambda: load.run("serving", *bench.rollcalld_command(topic))["serving_ms"])
        listing = _median(bench.options, lambda: wall_ms(BIN / "rollcall", "--server", server.address, "list"))
        curves["start to SERVING (ms)"].append((records, start))
        curves["rollcall list (ms)"].append((records, listing))
        bench.end_row()
    return "records of 1000 nodes", "ms", curves


def by_nodes(bench):
    """Nodes: the server's CPU for one update with 100 watchers, from the record to the last message."""
    curve = []
    for nodes in _steps(bench.options, 100, 1_000, 10_000, 50_000):
        topic = bench.topic(nodes, nodes)
        server = bench.rollcalld(topic)

        def cpu_us():
            got = watching.paced(bench, server, topic, streams=min(100, bench.options.watchers))
            return got["server_cpu_s"] / (bench.options.rate * bench.options.seconds) * 1e6

        curve.append((nodes, _median(bench.options, cpu_us)))
        bench.end_row()
    return "nodes", "CPU us", {"one update, 100 watchers (us)": curve}


def by_watchers(bench):
    """Watchers: the server's CPU for one message."""
    curve = []
    topic = bench.topic(100, 100)
    server = bench.rollcalld(topic)
    for streams in _steps(bench.options, 10, 100, 1_000, 3_000):
        cpu_us = _median(
            bench.options, lambda: watching.paced(bench, server, topic, streams=streams)["cpu_us_per_message"]
        )
        curve.append((streams, cpu_us))
    bench.end_row()
    return "watchers", "CPU us", {"one message (us)": curve}


def by_rows(bench):
    """Rows: the server's CPU for one answer of ListCoprocessors."""
    curve = []
    for rows in _steps(bench.options, 10, 30, 100, 300, 1_000):
        server = bench.rollcalld(bench.topic(rows, rows))
        curve.append((rows, _median(bench.options, lambda: lists.measure(bench, "rollcall", server, 8)["cpu_us"])))
        bench.end_row()
    return "rows in the answer", "CPU us", {"one answer (us)": curve}


def by_listing(bench):
    """Nodes: the server's CPU for a whole `rollcall list`, all pages of it."""
    curves = {"all nodes (ms)": [], "a tenth of them, by a glob (ms)": []}
    for nodes in _steps(bench.options, 1_000, 10_000, 100_000, 500_000):
        server = bench.rollcalld(bench.topic(nodes, nodes))
        times = max(1, 200_000 // nodes)  # CPU time has steps of 10 ms
        for name, filters in zip(curves, ([], ["--name", "name_*7"])):
            before = cpu_s(server.pid)
            for _ in range(times):
                wall_ms(BIN / "rollcall", "--server", server.address, "list", "--format", "ndjson", *filters)
            curves[name].append((nodes, (cpu_s(server.pid) - before) / times * 1e3))
        bench.end_row()
    return "nodes in the state", "CPU ms", curves


def run(bench):
    panels = []
    for measure in (by_records, by_nodes, by_watchers, by_rows, by_listing):
        log_progress(f"growth: {measure.__doc__}")
        panels.append(measure(bench))
        print(json.dumps(panels[-1]), flush=True)
    if bench.options.write:
        _DATA.write_text(json.dumps(panels, indent=1) + "\n")
        draw(panels, _DRAWING)


def draw(panels, path):
    import matplotlib  # here, because the rows run without it

    matplotlib.use("svg")
    matplotlib.rcParams |= {
        "svg.hashsalt": "rollcall",
        "svg.fonttype": "none",
    }  # the same data gives the same file, with text as text
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(3, 2, figsize=(10, 10), layout="constrained")
    for axis, (x_label, y_label, curves) in zip(axes.flat, panels):
        for name, points in curves.items():
            axis.plot(*zip(*points), marker="o", label=name)
        costs = [cost for points in curves.values() for _, cost in points]
        whole_decades = (
            10 ** math.floor(math.log10(min(costs))),
            10 ** math.ceil(math.log10(max(costs))),
        )  # so that a flat curve looks flat
        axis.set(xscale="log", yscale="log", xlabel=x_label, ylabel=y_label, ylim=whole_decades)
        axis.yaxis.set_minor_formatter("")
        axis.grid(True, which="major", alpha=0.3)
        axis.legend()
    for axis in axes.flat[len(panels) :]:
        axis.remove()
    figure.suptitle("How Rollcall's costs grow (both axes logarithmic)")
    figure.savefig(path, metadata={"Date": None, "Creator": None})
