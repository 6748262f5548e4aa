#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the panels of monitoring/rollcall.dashboard.json as SVG, from a Prometheus that scraped real programs.

    dashboard_picture.py --out FILE.svg [--seconds 90]

Starts the programs in ROLLCALL_BIN_DIR: two rollcalld with an embedded broker, an agent and a reaper. Has them called,
and scrapes them for that time. Needs tests/pipeline/requirements.txt, bench/requirements.txt and Debian's Prometheus.
"""

import argparse
import pathlib
import re
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "pipeline"))

from support.process import Child
from support.prometheus import Prometheus, panels, with_values
from support.rollcalld import Rollcalld
from support.site import Site
from support.tools import program
from support.topic import Topic

COLUMNS = 4
INTERVAL = "10s"


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--seconds", type=int, default=90, help="how long the programs run")
    return parser.parse_args()


def start_broker(folder):
    """Returns the child and its address."""

    command = [program("rollcalld"), "--embedded-broker", "--listen", "127.0.0.1:0"]
    child = Child(command, folder, "broker")
    found = child.wait_for(lambda: re.search(r"^broker on (\S+)$", child.stdout(), re.MULTILINE), "the broker is there")
    return child, found[1]


class Servers:
    """What Site needs to start servers, and what ends them."""

    def __init__(self, folder):
        self._folder = folder
        self.started = []

    def start(self, topic, *flags, wait=True):
        self.started.append(Rollcalld(self._folder, topic.brokers, topic.name, *flags))
        server = self.started[-1].start()
        return server.wait_serving() if wait else server

    def close(self):
        for server in self.started:
            server.close()


def record(folder, seconds):
    """[(panel, [(legend, points)])] of a run."""

    broker, address = start_broker(folder)
    servers = Servers(folder)
    site = Site(Topic(address, "coprocessor_status_topic"), folder, servers.start)
    prometheus = Prometheus(folder, site.addresses())
    try:
        prometheus.wait_up(4)
        begin = time.time()
        time.sleep(seconds)  # the picture is of this time
        return [(panel, curves_of(panel, prometheus, begin, begin + seconds)) for panel in panels()]
    finally:
        prometheus.stop()
        site.stop()
        servers.close()
        broker.kill()


def curves_of(panel, prometheus, begin, end):

    curves = []
    for target in panel["targets"]:
        expression = with_values(target["expr"], INTERVAL)
        for labels, points in prometheus.query_range(expression, begin, end, 2):
            points = [(point - begin, value) for point, value in points if value == value]
            curves.append((legend_of(target["legendFormat"], labels), points))
    return curves


def legend_of(text, labels):
    return re.sub(r"{{(\w+)}}", lambda name: labels.get(name[1], ""), text)


def draw_panel(axis, panel, curves):
    axis.set_title(panel["title"], fontsize=9, loc="left")
    axis.tick_params(labelsize=7, length=0)
    if panel["type"] != "timeseries":
        axis.axis("off")
        text = "\n".join(sorted(legend for legend, points in curves if points))
        axis.text(0, 0.95, text, fontsize=7, va="top", transform=axis.transAxes)
        return
    shown = [(legend, points) for legend, points in curves if points]
    busy = [(legend, points) for legend, points in shown if any(value for _, value in points)] or shown[:1]
    for legend, points in busy:
        axis.plot(*zip(*points), label=legend, linewidth=1)
    axis.set_ylim(bottom=0)
    axis.grid(True, alpha=0.3)
    axis.legend(fontsize=6, loc="best", frameon=False)
    unit = panel["fieldConfig"]["defaults"]["unit"]
    axis.set_ylabel({"none": "", "reqps": "1/s", "Bps": "bytes/s", "percentunit": "share"}.get(unit, unit), fontsize=7)


def draw(recorded, path):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "rollcall", "svg.fonttype": "none"}
    from matplotlib import pyplot

    rows = -(-len(recorded) // COLUMNS)
    figure, axes = pyplot.subplots(rows, COLUMNS, figsize=(4 * COLUMNS, 2.1 * rows), layout="constrained")
    for axis, (panel, curves) in zip(axes.flat, recorded):
        draw_panel(axis, panel, curves)
    for axis in axes.flat[len(recorded) :]:
        axis.remove()
    figure.suptitle("Rollcall's dashboard; the time is in seconds", fontsize=11)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def main():
    options = parse()
    with tempfile.TemporaryDirectory(prefix="rollcall-dashboard-") as folder:
        recorded = record(pathlib.Path(folder), options.seconds)
    empty = [panel["title"] for panel, curves in recorded if not any(points for _, points in curves)]
    if empty:
        sys.exit(f"these panels have no data: {', '.join(empty)}")
    draw(recorded, options.out)


if __name__ == "__main__":
    main()
