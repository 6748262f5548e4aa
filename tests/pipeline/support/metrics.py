# SPDX-License-Identifier: Apache-2.0
"""Reads a program's metrics in Prometheus's text format. A server must be started with http_port.SERVED."""

import re

from support.http_port import ask
from support.waiting import DEADLINE_S, wait_until

_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
_TYPE = re.compile(r"^# TYPE (\w+) (\w+)$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def read(server):
    """All metrics of a Rollcalld, or of a program at HOST:PORT, as text."""
    return ask(server, "/metrics").text


def samples(text):
    """[(name, {label: value}, value)]"""
    return [(name, dict(_LABEL.findall(labels)), float(value)) for name, labels, value in _SAMPLE.findall(text)]


def types(text):
    """{name: type}"""
    return dict(_TYPE.findall(text))


def scrape(server):
    """{name, or (name, the value of its label): value} of the samples with one label, or none"""
    found = samples(read(server))
    return {(name, *labels.values()) if labels else name: value for name, labels, value in found if len(labels) < 2}


def total(server, name):
    """The sum of all samples of this name."""
    return sum(value for other, _, value in samples(read(server)) if other == name)


def watchers(server):
    return scrape(server)["rollcall_watchers"]


def wait_watchers(server, count, deadline_s=DEADLINE_S):
    wait_until(
        lambda: watchers(server) == count, lambda: f"{count} watches are open; now {watchers(server)}", deadline_s
    )
