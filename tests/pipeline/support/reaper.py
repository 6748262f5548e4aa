# SPDX-License-Identifier: Apache-2.0
"""A `rollcall-agent reap` in the background."""

import json
import re

from support.metrics import read
from support.process import Child
from support.tools import program

_ADDRESS = re.compile(r'msg="serving metrics" address=(\S+)')
_SAMPLE = re.compile(r"^(rollcall_reaper_\w+) (\S+)$", re.MULTILINE)


class Reaper:
    def __init__(self, folder, number, topic, servers, *flags):
        command = [program("rollcall-agent"), "--brokers", topic.brokers, "--topic", topic.name, "reap"]
        command += ["--server", ",".join(server.address for server in servers), "--metrics-listen", "127.0.0.1:0"]
        self.health_file = folder / f"healthy-{number}"
        self.child = Child([*command, "--health-file", self.health_file, *flags], folder, f"reaper-{number}")

    def metrics_address(self):
        return self.child.wait_for(lambda: _ADDRESS.search(self.child.stderr()), "metrics are served")[1]

    def metrics(self):
        return {name: float(value) for name, value in _SAMPLE.findall(read(self.metrics_address()))}

    def wait_metric(self, name, condition):
        """Waits until condition(value) is true for rollcall_reaper_NAME."""
        self.child.wait_for(lambda: condition(self.metrics()[f"rollcall_reaper_{name}"]), f"{name} is as expected")

    def wait_healthy(self):
        self.child.wait_for(self.health_file.exists, "the reaper is healthy")
        return self


def reaped(topic):
    """[(record, its value)] of all records that reapers wrote."""
    values = [(record, json.loads(record.value)) for record in topic.records() if record.value]
    return [(record, value) for record, value in values if value.get("instance", "").startswith("reaper:")]
