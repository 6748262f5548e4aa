# SPDX-License-Identifier: Apache-2.0
"""A topic, the servers that read it, and a watch of one of them at a time; checks that they show the topic's state."""

from support import reference
from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.waiting import wait_until
from support.watchers import SHORT_S, ResumingWatch, Shown, shown_by


class ServedTopic:
    def __init__(self, topic, servers, stream_s=SHORT_S):
        self.topic = topic
        self.servers = servers
        self.watch = ResumingWatch(servers, stream_s)

    def wait_shown(self):
        """Waits until all show what the reference reader computes from the topic as it is now. Returns the records."""
        records = self.topic.records()
        nodes = reference.read_state(records)
        wanted = Shown(self.topic.end() - 1, reference.digest(nodes), len(nodes))
        for server in self.servers:
            wait_until(
                lambda: _is_current(server, wanted),
                lambda: f"{wanted} is shown; the server shows {list_all(server)[0]}",
            )
            header, shown = list_all(server, view=pb.NODE_VIEW_FULL)
            assert_equals_reference(header, shown, records)
            assert self.watch.wait_nodes(lambda header: shown_by(header) == wanted) == {
                node.node_id: node for node in shown
            }
        return records


def _is_current(server, wanted):
    header = list_all(server)[0]
    return shown_by(header) == wanted and header.source_state == pb.SOURCE_STATE_CURRENT
