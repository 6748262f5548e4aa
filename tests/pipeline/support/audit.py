# SPDX-License-Identifier: Apache-2.0
"""Whether all that was shown of a topic is what stands there.

For topics where each node has one key and nothing was compacted.
"""

from support import reference
from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.watchers import Shown


def states(records):
    """What there is to show at each revision."""
    shown = {}
    history = {-1: Shown(-1, 0, 0)}
    for record in records:
        shown[record.key] = reference.read_state([record])  # nothing, for a tombstone
        nodes = {node_id: node for of_key in shown.values() for node_id, node in of_key.items()}
        history[record.offset] = Shown(record.offset, reference.digest(nodes), len(nodes))
    return history


def assert_acked_and_nothing_else(ledger, records):
    """What was acknowledged stands where it was said to, and nothing stands there that nobody published."""
    at = {record.offset: (record.key, record.value) for record in records}
    for offset, key, value in ledger.acked():
        assert at.get(offset) == (key, value), f"acknowledged at offset {offset}, and lost: {key} {value}"
    foreign = set(at.values()) - set(ledger.attempts())
    assert not foreign, f"published by nobody: {foreign}"


def assert_only_states_of_the_topic(watch, records):
    history = states(records)
    for shown in watch.shown:
        assert shown == history.get(shown.revision), f"shown: {shown}, but the topic says {history.get(shown.revision)}"


def assert_all_equal(servers, watches, records):
    """Replicas and folds against the reference reader, and so against each other, at one revision."""
    last = records[-1].offset
    for server in servers:
        header, nodes = list_all(server, min_revision=last, view=pb.NODE_VIEW_FULL)
        assert header.revision == last
        assert_equals_reference(header, nodes, records)
        for watch in watches:
            assert watch.wait_nodes(lambda reached: reached.revision >= last) == {node.node_id: node for node in nodes}
