# SPDX-License-Identifier: Apache-2.0
"""Writes a topic, remembers each record, and knows what the programs of examples/ may print of it."""

from support import reference
from support.examples import fold_line
from support.topic import Record, little_endian, status_json


class History:
    def __init__(self, topic):
        self.topic = topic
        self._records = []

    def write(self, node_id, value):
        """Returns the offset."""
        offset = self.topic.produce(little_endian(node_id), value)
        self._records.append(Record(offset, 0, little_endian(node_id), value))
        return offset

    def publish(self, node_id, *names, **more):
        return self.write(node_id, status_json(node_id, {name: ["foo"] for name in names}, **more))

    def delete(self, node_id):
        return self.write(node_id, None)

    def line(self, count=None):
        """The line at the newest revision, or when there were so many records."""
        records = self._records[:count]
        revision = records[-1].offset if records else -1
        nodes = reference.read_state(records)
        return fold_line(revision, {id: (node.state, [row[0] for row in node.rows]) for id, node in nodes.items()})

    def lines(self):
        """Each line that is true of some revision."""
        return {self.line(count) for count in range(len(self._records) + 1)}
