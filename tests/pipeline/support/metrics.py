# SPDX-License-Identifier: Apache-2.0
"""Reads a program's metrics in Prometheus's text format. A server must be started with SERVED."""

import re
import urllib.request

from support.waiting import DEADLINE_S, wait_until

SERVED = ("--metrics-listen", "127.0.0.1:0")
_METRICS_ON = re.compile(r"^metrics on (\S+:\d+)$", re.MULTILINE)
_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def metrics_address(server):
    return _METRICS_ON.search(server.child.stdout())[1]


def read(address):
    """What is served at HOST:PORT, as text."""
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=DEADLINE_S) as answer:
        return answer.read().decode()


def samples(text):
    """[(name, {label: value}, value)]"""
    return [(name, dict(_LABEL.findall(labels)), float(value)) for name, labels, value in _SAMPLE.findall(text)]


def scrape(server):
    """{name, or (name, the value of its label): value} of the samples with one label, or none"""
    found = samples(read(metrics_address(server)))
    return {(name, *labels.values()) if labels else name: value for name, labels, value in found if len(labels) < 2}


def total(server, name):
    """The sum of all samples of this name."""
    return sum(value for other, _, value in samples(read(metrics_address(server))) if other == name)


def watchers(server):
    return scrape(server)["rollcall_watchers"]


def wait_watchers(server, count, deadline_s=DEADLINE_S):
    wait_until(
        lambda: watchers(server) == count, lambda: f"{count} watches are open; now {watchers(server)}", deadline_s
    )
