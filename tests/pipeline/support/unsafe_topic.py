"""A topic that loses acknowledged records: of two replicas the one that missed them comes to lead."""

from support import reference
from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.topic import little_endian
from support.waiting import wait_until
from support.watchers import LastingWatch, Shown

UNSAFE = {"cleanup.policy": "compact", "min.insync.replicas": "1", "unclean.leader.election.enable": "true"}


class UnsafeTopic:
    """Nodes in `tail` publish what is going to be lost, and node 2 a tombstone; those in `after` publish over it."""

    def __init__(self, topic, servers, tail, after):
        self.topic = topic
        self.servers = servers
        self.watch = LastingWatch(servers)
        self._tail, self._after = tail, after

    def begin(self):
        for node in range(1, 7):
            self.topic.publish(node, {"name_a": ["foo"]})
        self.watch.start()
        return self.wait_shown()

    def write_tail(self):
        for node in self._tail:
            self.topic.publish(node, {"name_lost": ["foo"]})
        self.topic.produce(little_endian(2), None)
        return self.wait_shown()

    def write_over(self):
        for node in self._after:
            self.topic.publish(node, {"name_over": ["bar"]})
        return self.wait_shown()

    def wait_shown(self):
        """Until all show what the reference reader makes of the topic as it is now; returns the records."""
        records = self.topic.records()
        nodes = reference.read_state(records)
        wanted = Shown(records[-1].offset, reference.digest(nodes), len(nodes))

        def is_shown(header):
            return Shown(header.revision, header.digest, header.node_count) == wanted

        for server in self.servers:
            wait_until(lambda: is_shown(list_all(server)[0]), lambda: f"{wanted} is shown; now {list_all(server)[0]}")
            header, shown = list_all(server, view=pb.NODE_VIEW_FULL)
            assert_equals_reference(header, shown, records)
            assert self.watch.wait_nodes(is_shown) == {node.node_id: node for node in shown}
        return records
