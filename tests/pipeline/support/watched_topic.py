# SPDX-License-Identifier: Apache-2.0
"""A topic, a server that reads it, and one stream of a watch that must not end, whatever happens to the two."""

import itertools
import time

from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.served_topic import ServedTopic
from support.topic import little_endian
from support.waiting import wait_until

_LONGER_THAN_A_TEST_S = 600
_SOON_S = 15
_OLD_S = 6  # a header whose evidence is older cannot be CURRENT
_MAX_LOG_LINES = 50
_numbers = itertools.count(1)


def _seconds(timestamp):
    return timestamp.ToNanoseconds() / 1e9


class WatchedTopic(ServedTopic):
    def __init__(self, topic, server):
        super().__init__(topic, [server], _LONGER_THAN_A_TEST_S)
        self.server = server
        self._acks = []  # (time of the acknowledgment, offset)

    def start(self):
        """Publishes five nodes and waits until the watch has them. Returns the records."""
        for node in range(1, 6):
            self.topic.publish(node, {"name_a": ["foo"]})
        self.watch.start()
        return self.wait_shown()

    def publish(self, node):
        offset = self.topic.publish(node, {f"name_{next(_numbers)}": ["foo"]})
        self._acks.append((time.time(), offset))
        return offset

    def change(self):
        """Changes one node, deletes one and adds one. Returns the last offset."""
        self.publish(1)
        self.topic.produce(little_endian(2), None)
        return self.publish(next(_numbers) + 100)

    def header(self):
        return list_all(self.server)[0]

    def wait_state(self, state):
        """Waits until the headers of a list and of the watch have this state."""
        wait_until(
            lambda: self.header().source_state == state,
            lambda: f"a list has {_name(state)}; now {self.header()}",
            _SOON_S,
        )
        wait_until(lambda: self.watch.headers[-1].source_state == state, f"the watch has {_name(state)}", _SOON_S)

    def wait_health(self, health):
        wait_until(lambda: self.server.health() == health, f"health is {health}", _SOON_S)

    def wait_evidence_is_old(self):
        """Waits until as_of_time is so old that the state cannot be CURRENT."""
        wait_until(lambda: _age_s(self.header()) > _OLD_S, lambda: f"as_of_time is old: {self.header()}")

    def assert_serves(self, records):
        """The server serves the state of these records, in the view FULL."""
        header, nodes = list_all(self.server, view=pb.NODE_VIEW_FULL)
        assert_equals_reference(header, nodes, records)

    def wait_logged(self, state, *words):
        """Waits until the log names the source's state and the reason. The log must not have too many lines."""
        wanted = (f"state={_name(state)}", "detail=", *words)
        self.server.child.wait_for(
            lambda: any(all(word in line for word in wanted) for line in self._log()), f"{wanted} are logged", _SOON_S
        )
        assert len(self._log()) < _MAX_LOG_LINES, self.server.child.report()

    def was_read_again(self):
        return any("reading the topic again" in line for line in self._log())

    def finish(self, *snapshots):
        """Ends the watch, which must have been one stream, with further snapshots for these reasons only."""
        self.watch.finish()
        assert self.watch.streams == 1, "the stream ended early"
        assert self.watch.fold.snapshots == ["REASON_REQUESTED", *snapshots]
        if not snapshots:
            assert not self.watch.went_back, self.watch.went_back
            self.assert_evidence_was_true()

    def _log(self):
        return self.server.child.stderr().splitlines()

    def assert_evidence_was_true(self):
        """Every header shows what was acknowledged before its as_of_time, and none is CURRENT with evidence older
        than 5 s."""
        for header in self.watch.headers:
            as_of_s = _seconds(header.as_of_time)
            missing = [offset for acked_s, offset in self._acks if acked_s < as_of_s and offset > header.revision]
            assert not missing, f"{missing} had been acknowledged before the as_of_time of {header}"
            assert header.source_state != pb.SOURCE_STATE_CURRENT or _age_s(header) <= 5.1, header


def _age_s(header):
    return _seconds(header.answer_time) - _seconds(header.as_of_time)


def _name(state):
    return pb.SourceState.Name(state)
