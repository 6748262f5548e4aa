# SPDX-License-Identifier: Apache-2.0
"""Reads a server's metrics in Prometheus's text format. The server must be started with SERVED."""

import re
import urllib.request

from support.waiting import DEADLINE_S, wait_until

SERVED = ("--http-listen", "127.0.0.1:0")
_HTTP_ON = re.compile(r"^http on (\S+:\d+)$", re.MULTILINE)
_SAMPLE = re.compile(r"^(rollcall_\w+)(?:\{\w+=\"(\w+)\"\})? (\S+)$", re.MULTILINE)


def scrape(server):
    """{name, or (name, the value of its label): value}"""
    address = _HTTP_ON.search(server.child.stdout())[1]
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=DEADLINE_S) as answer:
        text = answer.read().decode()
    return {(name, label) if label else name: float(value) for name, label, value in _SAMPLE.findall(text)}


def watchers(server):
    return scrape(server)["rollcall_watchers"]


def wait_watchers(server, count, deadline_s=DEADLINE_S):
    wait_until(
        lambda: watchers(server) == count, lambda: f"{count} watches are open; now {watchers(server)}", deadline_s
    )
