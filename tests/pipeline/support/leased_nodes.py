# SPDX-License-Identifier: Apache-2.0
"""Nodes that publish again within their lease, until they fall silent."""

import threading
import time

from support.background import Background
from support.topic import Topic, little_endian

LEASE_S = 1


class LeasedNodes(Background):
    """Publishes for each living node three times in a lease. `ahead_s`: {node id: how far its clock is ahead}."""

    def __init__(self, topic, node_ids, ahead_s=None, keys=None):
        super().__init__()
        self._topic = Topic(topic.brokers, topic.name)  # with a producer of its own
        self._lock = threading.Lock()
        self._living = set(node_ids)
        self._ahead_s = ahead_s or {}
        self._keys = keys or {}
        self.last = {}  # {node id: (offset, wall time) of its last record}

    def silence(self, *node_ids):
        """Returns when no more records of these nodes come."""
        with self._lock:
            self._living -= set(node_ids)

    def revive(self, *node_ids):
        with self._lock:
            self._living |= set(node_ids)

    def work(self):
        while not self.stopping.wait(LEASE_S / 3):
            with self._lock:
                for node_id in sorted(self._living):
                    self._publish(node_id)

    def _publish(self, node_id):
        key = self._keys.get(node_id, little_endian(node_id))
        now = time.time()
        timestamp_ms = int((now + self._ahead_s.get(node_id, 0)) * 1000)
        offset = self._topic.publish(node_id, {"name_a": ["foo"]}, key, timestamp_ms, lease_s=LEASE_S)
        self.last[node_id] = (offset, now)
