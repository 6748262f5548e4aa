# SPDX-License-Identifier: Apache-2.0
"""A topic with publishers and, on two replicas of rollcalld, watchers: what goes on while a cluster is being hurt."""

from support import audit
from support.api import pb
from support.publishers import AgentPublisher, Ledger, StreamPublisher
from support.waiting import DEADLINE_S, wait_until
from support.watchers import LastingWatch

_MUCH = 30  # records


def header(server):
    """Of an answer with few nodes."""
    return server.stub.ListNodes(pb.ListNodesRequest(filter=pb.Filter(node_ids=[1])), timeout=DEADLINE_S).header


class Traffic:
    def __init__(self, topic, servers):
        self.topic = topic
        self.servers = servers
        self.ledger = Ledger()
        self.publishers = [StreamPublisher(topic, self.ledger, range(1, 9)),
                           AgentPublisher(topic, self.ledger, range(11, 14))]
        self.watches = [LastingWatch([server]) for server in servers] + [LastingWatch(servers)]

    def start(self):
        for thread in self.publishers + self.watches:
            thread.start()

    def end(self):
        """Tells all to end."""
        for thread in self.publishers + self.watches:
            thread.over.set()

    def wait_flowing(self):
        """Until much that is published from now on is acknowledged, and every replica shows it as current."""
        mark = len(self.ledger.attempts())
        offset = max(wait_until(lambda: self._acked_since(mark), "Kafka acknowledges"))
        for server in self.servers:
            wait_until(lambda: self._is_current(server, offset),
                       lambda: f"offset {offset} is shown as current: {header(server)}")

    def finish(self):
        """Ends it and checks all that was said meanwhile."""
        for publisher in self.publishers:
            publisher.finish()
            assert publisher.acks, f"nothing of {publisher} was acknowledged"
        records = self.topic.records()
        audit.assert_acked_and_nothing_else(self.ledger, records)
        audit.assert_all_equal(self.servers, self.watches, records)
        self.end()
        for watch in self.watches:
            watch.finish()
            audit.assert_only_states_of_the_topic(watch, records)
            assert not watch.went_back, watch.went_back
            assert watch.fold.snapshots == ["REASON_REQUESTED"], "the same topic, but a watch was begun anew"

    def _acked_since(self, mark):
        for thread in self.publishers + self.watches:
            thread.check()
        offsets = self.ledger.acked_since(mark)
        return offsets if len(offsets) >= _MUCH else None

    def _is_current(self, server, offset):
        now = header(server)
        return now.revision >= offset and now.source_state == pb.SOURCE_STATE_CURRENT
