# SPDX-License-Identifier: Apache-2.0
"""A `rollcall-agent run` in the background, and what it did to the topic."""

import json
import re
import signal
import subprocess

from support.metrics import read
from support.process import Child
from support.tools import program
from support.topic import little_endian
from support.waiting import wait_until

_METRICS = re.compile(r'msg="serving metrics" address=(\S+)')
_SAMPLE = re.compile(r"^(rollcall_agent_\w+(?:\{[^}]*\})?) (\S+)$", re.MULTILINE)


class AgentRun:
    """Runs for node 5 until it is stopped."""

    def __init__(self, topic, folder, name, *arguments, node_id=5, **environment):
        self._topic = topic
        self.node_id = node_id
        command = [program("rollcall-agent"), "--brokers", topic.brokers, "--topic", topic.name]
        command += ["run", "--node-id", node_id, *arguments]
        self.child = Child(command, folder, name, stdin=subprocess.PIPE, **environment)

    def write(self, *lines):
        """Writes to its standard input."""
        for line in lines:
            self.child.process.stdin.write(line if isinstance(line, bytes) else line.encode())
            self.child.process.stdin.write(b"\n")
        self.child.process.stdin.flush()

    def end_input(self):
        self.child.process.stdin.close()

    def stop(self, number=signal.SIGTERM):
        """Returns the exit code."""
        self.child.signal(number)
        return self.child.wait()

    def wait_logged(self, text):
        return self.child.wait_for(lambda: text in self.child.stderr(), f"it logs {text}")

    def metrics_address(self):
        return self.child.wait_for(lambda: _METRICS.search(self.child.stderr()), "it serves metrics")[1]

    def metrics(self):
        """{name with labels: value}"""
        return {name: float(value) for name, value in _SAMPLE.findall(read(self.metrics_address()))}

    def wait_metric(self, name, expected):
        wait_until(lambda: self.metrics().get(name) == expected, lambda: f"{name} is {expected}\n{self.metrics()}")


def statuses(topic, node_id=5):
    """The values of all records of the node under its binary key; None for a tombstone."""
    records = [record.value for record in topic.records() if record.key == little_endian(node_id)]
    return [None if value is None else json.loads(value) for value in records]


def newest(topic, node_id=5):
    """The newest value of the node, {} if there is none."""
    found = statuses(topic, node_id)
    return found[-1] or {} if found else {}


def wait_newest(topic, condition, what, node_id=5):
    """Waits until condition(newest value)."""
    return wait_until(
        lambda: newest(topic, node_id) if condition(newest(topic, node_id)) else None,
        lambda: f"{what}; the records are {statuses(topic, node_id)[-5:]}",
    )


def runs(name):
    """Whether a value says that the node is up and runs this coprocessor alone."""
    return lambda value: value.get("status") == "up" and list(value.get("coprocessors", {})) == [name]


def is_down(reason):
    """Whether a value says that the node is down, with this in its reason."""
    return lambda value: value.get("status") == "down" and reason in value.get("reason", "")
