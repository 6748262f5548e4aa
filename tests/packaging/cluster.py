# SPDX-License-Identifier: Apache-2.0
"""A server with an embedded broker and one published node, by the programs that are installed in a root."""

import contextlib
import json
import re
import signal

from support.process import Child

STATUS = {"node_id": 5, "status": "up", "coprocessors": {"name_a": {"input_topics": ["foo"], "description": ""}}}
AS_SERVER = ("setpriv", "--reuid=rollcall-server", "--regid=rollcall-server", "--clear-groups")


def address_of(name, text):
    """The address in the line that rollcalld prints: "serving on HOST:PORT"."""
    match = re.search(rf"^{name} on (\S+)$", text, re.MULTILINE)
    return match and match[1]


@contextlib.contextmanager
def serving(root, *words, folder, name):
    """rollcalld as a process of the root, its output in the folder. Gives the addresses of server and broker."""
    child = Child(root.command(*words), folder, name)
    try:
        address = child.wait_for(lambda: address_of("serving", child.stdout()), "rollcalld serves")
        yield address, address_of("broker", child.stdout())
        child.signal(signal.SIGTERM)
        assert child.wait(30) == 0, child.report()
    finally:
        child.kill()


def publish(root, broker):
    """Returns the offset."""
    root.write("/root/status.json", json.dumps(STATUS))
    answer = root.run("rollcall-agent", "--brokers", broker, "publish", "--node-id", "5", "/root/status.json").stdout
    return re.search(r"offset (\d+)", answer)[1]


def assert_listed(root, address, *options):
    answer = root.run("rollcall", "--server", address, "list", *options).stdout
    assert re.search(r"name_a +5 +up +\[foo\]", answer), answer
