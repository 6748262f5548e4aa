# SPDX-License-Identifier: Apache-2.0
"""Reads a server's metrics in Prometheus's text format. The server must be started with SERVED."""

import re

from support.http_port import SERVED, ask
from support.waiting import DEADLINE_S, wait_until

__all__ = ["SERVED", "scrape", "wait_watchers", "watchers"]
_SAMPLE = re.compile(r"^(rollcall_\w+)(?:\{\w+=\"(\w+)\"\})? (\S+)$", re.MULTILINE)


def scrape(server):
    """{name, or (name, the value of its label): value}"""
    text = ask(server, "/metrics").text
    return {(name, label) if label else name: float(value) for name, label, value in _SAMPLE.findall(text)}


def watchers(server):
    return scrape(server)["rollcall_watchers"]


def wait_watchers(server, count, deadline_s=DEADLINE_S):
    wait_until(
        lambda: watchers(server) == count, lambda: f"{count} watches are open; now {watchers(server)}", deadline_s
    )
