# SPDX-License-Identifier: Apache-2.0
"""A topic that loses acknowledged records, because the replica that missed them becomes its leader."""

from support.served_topic import ServedTopic
from support.topic import little_endian

UNSAFE = {"cleanup.policy": "compact", "min.insync.replicas": "1", "unclean.leader.election.enable": "true"}


class UnsafeTopic(ServedTopic):
    """The nodes in `tail` publish records that will be lost, as will a tombstone for node 2. Those in `after` publish
    next."""

    def __init__(self, topic, servers, tail, after):
        super().__init__(topic, servers)
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
