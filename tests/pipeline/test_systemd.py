# SPDX-License-Identifier: Apache-2.0
"""rollcalld tells systemd how it is: sd_notify(3) on a real socket."""

import ctypes
import os
import pathlib
import re
import signal
import time

import pytest

from support import topic_admin
from support.systemd import Systemd
from support.waiting import wait_until

_PTRACE_DETACH, _PTRACE_SEIZE, _PTRACE_INTERRUPT = 17, 0x4206, 0x4207  # <linux/ptrace.h>
_WATCHDOG_S = 6


@pytest.fixture
def supervisor(tmp_path):
    return Systemd(str(tmp_path / "notify"))


@pytest.fixture
def supervised(start_server, topic, supervisor):
    topic.publish(1)
    return start_server(
        topic,
        "--threads",
        "1",
        NOTIFY_SOCKET=supervisor.path,
        WATCHDOG_USEC=str(_WATCHDOG_S * 1_000_000),
        ROLLCALL_DRAIN="2s",
    )


def test_it_is_ready_when_it_listens_and_shows_its_state(supervised, supervisor, topic):
    ready = supervisor.wait(lambda message: message.get("READY") == "1", "READY=1")
    assert "STATUS" in ready
    assert supervisor.messages()[0] == ready
    supervisor.wait(lambda message: message.get("STATUS") == "current at revision 0", "the state")
    revision = topic.publish(2)
    supervisor.wait(lambda message: message.get("STATUS") == f"current at revision {revision}", "the new revision")
    topic_admin.delete(topic)
    absent = f"topic '{topic.name}' is absent; shown is revision {revision}"
    supervisor.wait(lambda message: message.get("STATUS") == absent, "the topic is absent")


def test_a_topic_that_is_absent_from_the_start(start_server, new_topic, supervisor):
    topic = new_topic(create=False)
    start_server(topic, wait=False, NOTIFY_SOCKET=supervisor.path)
    supervisor.wait(lambda message: message.get("STATUS") == f"topic '{topic.name}' is absent", "the topic is absent")


def test_a_reload_is_announced_with_the_time(supervised, supervisor):
    before = supervisor.count()
    supervised.child.signal(signal.SIGHUP)
    reloading = supervisor.wait(lambda message: message.get("RELOADING") == "1", "RELOADING=1", before)
    assert 0 <= time.monotonic() * 1e6 - int(reloading["MONOTONIC_USEC"]) < 600e6
    supervisor.wait(lambda message: message.get("READY") == "1", "READY=1 after it", before)


def test_a_drain_is_announced_at_its_begin(supervised, supervisor):
    supervised.terminate()
    stopping = supervisor.wait(lambda message: message.get("STOPPING") == "1", "STOPPING=1")
    assert stopping["STATUS"] == "draining"
    assert supervised.child.wait() == 0
    assert 'msg="ending watches"' in supervised.child.stderr(), "it ended before the first half of the drain was over"


def _threads(child):
    """The ids of its threads by their names."""
    folders = pathlib.Path(f"/proc/{child.process.pid}/task").iterdir()
    return {(folder / "comm").read_text().strip(): int(folder.name) for folder in folders}


class Held:
    """A thread that is stopped while its process runs."""

    def __init__(self, thread):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._thread = thread
        self._ptrace(_PTRACE_SEIZE)
        self._ptrace(_PTRACE_INTERRUPT)

    def __enter__(self):
        os.waitpid(self._thread, 0x40000000)  # __WALL

    def __exit__(self, *_):
        self._ptrace(_PTRACE_DETACH)

    def _ptrace(self, request):
        done = self._libc.ptrace(request, self._thread, None, None)
        assert done == 0, os.strerror(ctypes.get_errno())


@pytest.mark.parametrize("name", ["rpc-0", "reader"])
def test_the_watchdog_is_not_fed_while_a_thread_hangs(supervised, supervisor, name):
    supervisor.wait(lambda message: message.get("WATCHDOG") == "1", "WATCHDOG=1")
    with Held(_threads(supervised.child)[name]):
        hangs = re.compile(f"a thread hangs.* fault={name}")
        supervised.child.wait_for(lambda: hangs.search(supervised.child.stderr()), "the log names the thread")
        silent_since = supervisor.last("WATCHDOG")
        # systemd would end it here.
        wait_until(lambda: time.monotonic() - silent_since > _WATCHDOG_S, "systemd's time is over")
        assert supervisor.last("WATCHDOG") == silent_since
    before = supervisor.count()
    supervisor.wait(lambda message: message.get("WATCHDOG") == "1", "WATCHDOG=1 again", before)


def test_without_a_socket_and_a_watchdog_nothing_is_sent_or_said(server):
    assert "systemd" not in server.child.stderr()


def test_a_socket_that_cannot_be_used_is_logged_and_changes_nothing(start_server, topic):
    server = start_server(topic, NOTIFY_SOCKET="/nonexistent/notify")
    server.child.wait_for(lambda: "/nonexistent/notify" in server.child.stderr(), "the log names the socket")
    assert server.health() == "SERVING"
