# SPDX-License-Identifier: Apache-2.0
"""A server that stands still for as long as a `with` lasts, and one that does not, to test both alike."""

import contextlib
import pathlib
import signal

from support.waiting import wait_until


@contextlib.contextmanager
def stopped(server):
    server.child.signal(signal.SIGSTOP)
    wait_until(lambda: _state(server) == "T", "the server stands still")
    try:
        yield
    finally:
        server.child.signal(signal.SIGCONT)


@contextlib.contextmanager
def running(server):
    assert server.child.running()
    yield


def _state(server):
    """A letter, as proc(5) has it; the field after the command's name."""
    return pathlib.Path(f"/proc/{server.child.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
