# SPDX-License-Identifier: Apache-2.0
"""A server with an embedded broker and one published node, by the programs that are installed in a root."""

import json
import re
import subprocess

from support.waiting import wait_until

STATUS = {"node_id": 5, "status": "up", "coprocessors": {"name_a": {"input_topics": ["foo"], "description": ""}}}
AS_SERVER = ("setpriv", "--reuid=rollcall-server", "--regid=rollcall-server", "--clear-groups")


def address_of(name, text):
    """The address in the line that rollcalld prints: "serving on HOST:PORT"."""
    match = re.search(rf"^{name} on (\S+)$", text, re.MULTILINE)
    return match and match[1]


class Server:
    """rollcalld as a process of the root. Use it in a `with`."""

    def __init__(self, root, *words, log):
        self._log = log
        self._process = subprocess.Popen(
            [str(word) for word in root.command(*words)],
            stdin=subprocess.DEVNULL,
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self.address = wait_until(lambda: self._said("serving"), lambda: f"it serves\n{log.read_text()}")
        self.broker = self._said("broker")

    def _said(self, name):
        assert self._process.poll() is None, f"rollcalld ended\n{self._log.read_text()}"
        return address_of(name, self._log.read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        assert self._process.wait(30) == 0, self._log.read_text()


def publish(root, broker):
    """Returns the offset."""
    root.write("/root/status.json", json.dumps(STATUS))
    answer = root.run("rollcall-agent", "--brokers", broker, "publish", "--node-id", "5", "/root/status.json").stdout
    return re.search(r"offset (\d+)", answer)[1]


def assert_listed(root, address, *options):
    answer = root.run("rollcall", "--server", address, "list", *options).stdout
    assert re.search(r"name_a +5 +up +\[foo\]", answer), answer
