# SPDX-License-Identifier: Apache-2.0
"""What a server needs, as slopes that one can multiply: bytes for each node, watch and connection, CPU for each
message, record and row. docs/sizing.md has the result."""

import json
import statistics
import time

from harness import machine
from harness.rows import lists, watching
from harness.run_row import log_progress
from support.cpu import cpu_s
from support.memory import resident_bytes
from support.paths import TOP

_PAGE = TOP / "docs" / "sizing.md"
_DATA = TOP / "bench" / "sizing.json"
_BEGIN, _END = "<!-- written by scripts/bench sizing --write -->\n", "<!-- end -->\n"
_SETTLE_S = 2
_DESCRIBED = {"processor", "memory", "load average before", "rollcalld"}


def slope(points):
    """Of the line that fits (x, y) best (least squares), and how much of y's variance it explains (R squared)."""
    xs, ys = zip(*points)
    fit = statistics.linear_regression(xs, ys)
    return fit.slope, statistics.correlation(xs, ys) ** 2


def _steps(options, *sizes):
    return sizes[:2] if options.quick else sizes


def _held(server):
    time.sleep(_SETTLE_S)
    return resident_bytes(server)


def by_nodes(bench, record_bytes):
    """Resident bytes over nodes, whose values have that size."""
    points = []
    for nodes in _steps(bench.options, 1_000, 25_000, 50_000, 100_000):
        server = bench.rollcalld(bench.topic(nodes, nodes, record_bytes))
        points.append((nodes, _held(server)))
        bench.end_row()
    return points


def by_watches(bench, streams_of_a_connection):
    """Resident bytes over watches that are sent nothing but heartbeats, of a few nodes."""
    points = []
    server = bench.rollcalld(bench.topic(20, 20))
    for watches in _steps(bench.options, 100, 1_000, 2_000, 3_000):
        connections = max(1, watches // streams_of_a_connection)
        with bench.watchers("rollcall", server, streams=watches, connections=connections):
            points.append((watches, _held(server)))
    bench.end_row()
    return points


def by_messages(bench, streams_of_a_connection, seconds):
    """CPU seconds over messages of changes, of some watches."""
    points = []
    topic = bench.topic(100, 100)
    server = bench.rollcalld(topic)
    for watches in _steps(bench.options, 10, 300, 600, 1_000):
        connections = max(1, watches // streams_of_a_connection)
        for rate in (10, 50):
            with bench.watchers("rollcall", server, streams=watches, connections=connections) as open_watches:
                publish = topic.publisher.paced
                got = watching.count(open_watches, lambda rate=rate: publish(rate, seconds))
            points.append((got["messages"], got["server_cpu_s"]))
    bench.end_row()
    return points


def by_records(bench):
    """CPU seconds until SERVING over records of the topic, of a thousand nodes."""
    points = []
    for records in _steps(bench.options, 1_000, 100_000, 300_000):
        server = bench.rollcalld(bench.topic(1000, records))
        points.append((records, cpu_s(server.pid)))
        bench.end_row()
    return points


def by_listed_nodes(bench):
    """CPU seconds of one answer over the rows in it."""
    points = []
    for rows in _steps(bench.options, 10, 300, 1_000):
        server = bench.rollcalld(bench.topic(rows, rows))
        points.append((rows, lists.measure(bench, "rollcall", server, 8)["cpu_us"] / 1e6))
        bench.end_row()
    return points


# (what costs, unit, factor from bytes or seconds to it, how it is measured)
def _measures(bench):
    seconds = bench.options.seconds
    kib, micro = 1 / 1024, 1e6
    return [
        ("memory of a node, value of 330 bytes", "KiB", kib, lambda: by_nodes(bench, 330)),
        ("memory of a node, value of 2,000 bytes", "KiB", kib, lambda: by_nodes(bench, 2_000)),
        ("memory of a watch, 100 on a connection", "KiB", kib, lambda: by_watches(bench, 100)),
        ("memory of a watch with a connection of its own", "KiB", kib, lambda: by_watches(bench, 1)),
        ("CPU of a message, 100 watches on a connection", "us", micro, lambda: by_messages(bench, 100, seconds)),
        ("CPU of a message, a connection for each watch", "us", micro, lambda: by_messages(bench, 1, seconds)),
        ("CPU of a record at the start", "us", micro, lambda: by_records(bench)),
        ("CPU of a row in the answer to a list", "us", micro, lambda: by_listed_nodes(bench)),
    ]


def run(bench):
    described = machine.describe()  # before this loads the machine
    results = []
    for what, unit, factor, measure in _measures(bench):
        log_progress(f"sizing: {what}")
        points = measure()
        each, explained = slope(points)
        at_zero = statistics.linear_regression(*zip(*points)).intercept * factor
        results.append({"what": what, "unit": unit, "each": each * factor, "at_zero": at_zero, "r2": explained})
        results[-1]["points"] = points
        print(json.dumps(results[-1]), flush=True)
    if bench.options.write:
        _DATA.write_text(json.dumps(results, indent=1) + "\n")
        _write(table(results, described))


def table(results, described):
    lines = ["| what | each | R² | measured at |", "|---|---|---|---|"]
    for result in results:
        sizes = [point[0] for point in result["points"]]
        lines.append(
            f"| {result['what']} | {result['each']:.3g} {result['unit']} | {result['r2']:.3f} "
            f"| {min(sizes):,} to {max(sizes):,} |"
        )
    where = "; ".join(
        value if value.startswith(name) else f"{name} {value}" for name, value in described if name in _DESCRIBED
    )
    return "\n".join(lines) + f"\n\nMeasured on: {where}.\n"


def _write(text):
    page = _PAGE.read_text()
    assert _BEGIN in page and _END in page, f"{_PAGE} has no place for the table"
    head, _, rest = page.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    _PAGE.write_text(head + _BEGIN + "\n" + text + "\n" + _END + tail)
