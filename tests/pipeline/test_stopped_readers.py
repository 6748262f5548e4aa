# SPDX-License-Identifier: Apache-2.0
"""A stopped client process (SIGSTOP) with several streams does not delay other clients and costs the server no
memory."""

import json
import pathlib
import signal
import sys

import pytest

from support.compare import list_all
from support.fold import Watch
from support.memory import NO_QUARANTINE, resident_bytes
from support.process import Child
from support.stopped import stopped

_STREAMS = 8
_LAG = 300  # records
_RECORD_BYTES = 20_000
_HOT_NODES = 5


class Reader:
    def __init__(self, server, folder):
        command = [sys.executable, "-m", "support.reader", server.address, str(_STREAMS)]
        self.child = Child(command, folder, "reader", PYTHONPATH=str(pathlib.Path(__file__).parent))

    def newest(self):
        """{stream: the line of its last checkpoint}"""
        lines = self.child.stdout().split("\n")[:-1]
        return {line["stream"]: line for line in map(json.loads, lines)}

    def wait_revision(self, revision):
        def arrived():
            newest = self.newest()
            return len(newest) == _STREAMS and all(line["revision"] >= revision for line in newest.values()) and newest

        return self.child.wait_for(arrived, f"all streams reach {revision}")


@pytest.fixture
def reader(server, tmp_path):
    reader = Reader(server, tmp_path)
    yield reader
    reader.child.signal(signal.SIGCONT)
    reader.child.kill()


@pytest.fixture
def server(start_server, topic):
    return start_server(topic, **NO_QUARANTINE)


def _publish(topic, count):
    """Publishes big records of few nodes one by one, so that each is a change of its own. Returns the last offset."""
    filler = "x" * _RECORD_BYTES
    for number in range(count):
        last = topic.publish(number % _HOT_NODES, {f"name_{number}": {"input_topics": ["foo"], "description": filler}})
    return last


def test_stopped_readers_delay_no_other_and_catch_up(server, topic, reader):
    first = _publish(topic, _HOT_NODES)
    before = reader.wait_revision(first)
    other = Watch(server.stub)
    other.until_revision(first)
    resident = []
    with stopped(reader):
        for lag in (_LAG, 4 * _LAG):
            last = _publish(topic, lag)
            other.until_revision(last)  # it is not delayed
            resident.append(resident_bytes(server))
        assert all(line["revision"] < last for line in reader.newest().values()), "the reader was not stopped"
    after = reader.wait_revision(last)
    header, nodes = list_all(server, min_revision=last)
    assert other.fold.nodes == {node.node_id: node for node in nodes}
    for stream, line in after.items():
        assert (line["revision"], line["digest"]) == (last, header.digest)
        assert line["messages"] - before[stream]["messages"] < _LAG, "changes behind a stopped reader were not merged"
    grown, lag_bytes = resident[1] - resident[0], 4 * _LAG * _RECORD_BYTES
    assert grown < lag_bytes / 2, f"{_STREAMS} stopped readers and {lag_bytes} bytes of changes cost {grown} bytes"
