# SPDX-License-Identifier: Apache-2.0
"""Context managers that stop a process (SIGSTOP) or let it run, so that a test can be parametrized with both."""

import contextlib
import pathlib
import signal

from support.waiting import wait_until


@contextlib.contextmanager
def stopped(server):
    """Stops the process of a Rollcalld or a reader inside the `with`, and continues it afterwards."""
    server.child.signal(signal.SIGSTOP)
    wait_until(lambda: _state(server) == "T", "the process is stopped")
    try:
        yield
    finally:
        server.child.signal(signal.SIGCONT)


@contextlib.contextmanager
def running(server):
    """Lets the process run."""
    assert server.child.running()
    yield


def _state(server):
    """The state letter of proc(5): the field after the command's name in /proc/PID/stat."""
    return pathlib.Path(f"/proc/{server.child.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
