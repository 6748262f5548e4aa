# SPDX-License-Identifier: Apache-2.0
"""Publishers of one topic and watchers of its rollcallds, which run while a test kills and pauses brokers."""

from support import audit
from support.api import pb
from support.publishers import AgentPublisher, Ledger, StreamPublisher
from support.waiting import DEADLINE_S, wait_until
from support.watchers import ResumingWatch

_ENOUGH = 30  # acknowledged records


def header(server):
    """The header of a small answer."""
    return server.stub.ListNodes(pb.ListNodesRequest(filter=pb.Filter(node_ids=[1])), timeout=DEADLINE_S).header


class Traffic:
    def __init__(self, topic, servers):
        self.topic = topic
        self.servers = servers
        self.ledger = Ledger()
        self.publishers = [
            StreamPublisher(topic, self.ledger, range(1, 9)),
            AgentPublisher(topic, self.ledger, range(11, 14)),
        ]
        self.watches = [ResumingWatch([server]) for server in servers] + [ResumingWatch(servers)]

    def start(self):
        for thread in self.publishers + self.watches:
            thread.start()

    def stop(self):
        """Asks all threads to stop."""
        for thread in self.publishers + self.watches:
            thread.stopping.set()

    def wait_flowing(self):
        """Waits until enough new records are acknowledged and every replica shows them as current."""
        first = len(self.ledger.attempts())
        offset = max(wait_until(lambda: self._acked_since(first), "Kafka acknowledges"))
        for server in self.servers:
            wait_until(
                lambda: self._is_current(server, offset),
                lambda: f"offset {offset} is shown as current: {header(server)}",
            )

    def finish(self):
        """Stops all threads, and checks everything that was acknowledged and shown."""
        for publisher in self.publishers:
            publisher.finish()
            assert publisher.acks, f"no record of {publisher} was acknowledged"
        records = self.topic.records()
        audit.assert_acked_and_nothing_else(self.ledger, records)
        audit.assert_all_equal(self.servers, self.watches, records)
        self.stop()
        for watch in self.watches:
            watch.finish()
            audit.assert_only_states_of_the_topic(watch, records)
            assert not watch.went_back, watch.went_back
            assert watch.fold.snapshots == ["REASON_REQUESTED"], "a watch began again, although the topic is the same"

    def _acked_since(self, first):
        for thread in self.publishers + self.watches:
            thread.check()
        offsets = self.ledger.acked_since(first)
        return offsets if len(offsets) >= _ENOUGH else None

    def _is_current(self, server, offset):
        now = header(server)
        return now.revision >= offset and now.source_state == pb.SOURCE_STATE_CURRENT
