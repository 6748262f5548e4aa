# SPDX-License-Identifier: Apache-2.0
"""A topic, a server that follows it, and one stream of a watch that is never to end, whatever happens to them."""

import itertools
import time

from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.followed_topic import FollowedTopic
from support.topic import little_endian
from support.waiting import wait_until

_FOR_EVER_S = 600
_SOON_S = 15
_OLD_S = 6  # evidence that is so old is not current
_MANY_LINES = 50
_numbers = itertools.count(1)


def _seconds(timestamp):
    return timestamp.ToNanoseconds() / 1e9


class WatchedTopic(FollowedTopic):
    def __init__(self, topic, server):
        super().__init__(topic, [server], _FOR_EVER_S)
        self.server = server
        self._acks = []  # (when it was there, offset)

    def start(self):
        """Five nodes, of which the watch knows; returns the records."""
        for node in range(1, 6):
            self.topic.publish(node, {"name_a": ["foo"]})
        self.watch.start()
        return self.wait_shown()

    def publish(self, node):
        offset = self.topic.publish(node, {f"name_{next(_numbers)}": ["foo"]})
        self._acks.append((time.time(), offset))
        return offset

    def change(self):
        """One node changes, one goes, one comes; returns the last offset."""
        self.publish(1)
        self.topic.produce(little_endian(2), None)
        return self.publish(next(_numbers) + 100)

    def header(self):
        return list_all(self.server)[0]

    def wait_state(self, state):
        """Until the header of a list and the watch say so."""
        wait_until(lambda: self.header().source_state == state, lambda: f"{_name(state)} is said; now {self.header()}", _SOON_S)
        wait_until(lambda: self.watch.headers[-1].source_state == state, f"the watch is told {_name(state)}", _SOON_S)

    def wait_health(self, health):
        wait_until(lambda: self.server.health() == health, f"health says {health}", _SOON_S)

    def wait_evidence_is_old(self):
        """Until as_of_time stood still for so long that what is shown cannot be called current."""
        wait_until(lambda: _age_s(self.header()) > _OLD_S, lambda: f"as_of_time stands still: {self.header()}")

    def assert_serves(self, records):
        """The last state that it could prove."""
        header, nodes = list_all(self.server, view=pb.NODE_VIEW_FULL)
        assert_equals_reference(header, nodes, records)

    def wait_logged(self, state, *words):
        """Until a line about the source's state gives the reason; and there is no flood of them."""
        wanted = (f"state={_name(state)}", "detail=", *words)
        self.server.child.wait_for(lambda: any(all(word in line for word in wanted) for line in self._log()),
                                   f"{wanted} are logged", _SOON_S)
        assert len(self._log()) < _MANY_LINES, self.server.child.report()

    def finish(self, *snapshots):
        """Ends the watch; it was the same stream all the while, and was begun anew for these reasons only."""
        self.watch.finish()
        assert self.watch.streams == 1, "the watch was ended"
        assert self.watch.fold.snapshots == ["REASON_REQUESTED", *snapshots]
        if not snapshots:
            assert not self.watch.went_back, self.watch.went_back
            self.assert_evidence_was_true()

    def _log(self):
        return self.server.child.stderr().splitlines()

    def assert_evidence_was_true(self):
        """What was there at as_of_time was shown, and nothing that is older than 5 s was called current."""
        for header in self.watch.headers:
            as_of_s = _seconds(header.as_of_time)
            missing = [offset for acked_s, offset in self._acks if acked_s < as_of_s and offset > header.revision]
            assert not missing, f"{missing} had been acknowledged before the as_of_time of {header}"
            assert header.source_state != pb.SOURCE_STATE_CURRENT or _age_s(header) <= 5.1, header


def _age_s(header):
    return _seconds(header.answer_time) - _seconds(header.as_of_time)


def _name(state):
    return pb.SourceState.Name(state)
