# SPDX-License-Identifier: Apache-2.0
"""Checks that everything that was shown of a topic matches the topic's records.

For topics in which each node has one key and nothing was compacted.
"""

from collections import Counter

from support import reference
from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.watchers import Shown


def states(records):
    """The state at each revision, as {revision: Shown}."""
    shown = {}
    history = {-1: Shown(-1, 0, 0)}
    for record in records:
        shown[record.key] = reference.read_state([record])  # empty for a tombstone
        nodes = {node_id: node for nodes_of_key in shown.values() for node_id, node in nodes_of_key.items()}
        history[record.offset] = Shown(record.offset, reference.digest(nodes), len(nodes))
    return history


def assert_acked_and_nothing_else(ledger, records):
    """Each acknowledged record is in the topic, at its offset if the acknowledgment told one, and the topic has no
    record that was not published."""
    acked = ledger.acked()
    assert acked, "nothing was acknowledged"
    at = {record.offset: (record.key, record.value) for record in records}
    for offset, key, value in acked:
        assert offset is None or at.get(offset) == (key, value), f"acknowledged at offset {offset}: {key} {value}"
    lost = Counter((key, value) for _, key, value in acked) - Counter(at.values())
    assert not lost, f"acknowledged, and lost: {lost}"
    unknown = set(at.values()) - set(ledger.attempts())
    assert not unknown, f"never published: {unknown}"


def assert_only_states_of_the_topic(watch, records):
    history = states(records)
    assert watch.shown, "the watch has had no checkpoint"
    for shown in watch.shown:
        assert shown == history.get(shown.revision), f"shown: {shown}, but the topic has {history.get(shown.revision)}"


def assert_all_equal(servers, watches, records):
    """All replicas and folds equal the reference reader at the last revision, and so each other."""
    last = records[-1].offset
    for server in servers:
        header, nodes = list_all(server, min_revision=last, view=pb.NODE_VIEW_FULL)
        assert header.revision == last
        assert_equals_reference(header, nodes, records)
        for watch in watches:
            assert watch.wait_nodes(lambda reached: reached.revision >= last) == {node.node_id: node for node in nodes}
