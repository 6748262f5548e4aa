# SPDX-License-Identifier: Apache-2.0
"""Compares what the API shows with what the reference reader computes from the same topic."""

from support import reference
from support.api import pb
from support.waiting import DEADLINE_S


def list_all(server, **request):
    """Lists all nodes, page by page. Returns (header of the first page, nodes)."""
    answer = server.stub.ListNodes(pb.ListNodesRequest(**request), timeout=DEADLINE_S)
    header, nodes = answer.header, list(answer.nodes)
    while answer.next_page_token:
        answer = server.stub.ListNodes(
            pb.ListNodesRequest(**request, page_token=answer.next_page_token), timeout=DEADLINE_S
        )
        assert (answer.header.revision, answer.header.digest) == (header.revision, header.digest)
        nodes += answer.nodes
    return header, nodes


def assert_equals_reference(header, nodes, records):
    """Compares the nodes of a list or a watch, in the FULL view, with all records of the topic."""
    expected = reference.read_state(records)
    assert [node.node_id for node in nodes] == sorted(expected)
    for node in nodes:
        _assert_node(node, expected[node.node_id])
    assert header.digest == reference.digest(expected)
    assert header.node_count == len(expected)
    if records:
        assert header.revision >= records[-1].offset


def _assert_node(node, expected):
    record = expected.record
    assert node.revision == record.offset, node
    assert (node.raw_key, node.raw_value) == (record.key, record.value), node
    assert node.fingerprint == expected.fingerprint == reference.fingerprint_of_node(node), node
    assert node.state == expected.state, node
    assert node.problem.code == expected.problem, node
    rows = [(row.name, list(row.input_topics), row.description, row.state_text) for row in node.coprocessors]
    assert rows == expected.rows, node
    assert all(row.node_id == node.node_id for row in node.coprocessors), node
    assert (node.publisher_instance, node.reason) == (expected.instance, expected.reason), node
    assert _microseconds(node, "lease") == expected.lease_us, node
    assert _microseconds(node, "stale_after_time") == expected.stale_after_us, node


def _microseconds(node, field):
    return getattr(node, field).ToMicroseconds() if node.HasField(field) else None


def assert_list_equals_topic(server, topic, min_revision=None):
    """Compares all of ListNodes with the topic as it is now."""
    records = topic.records()
    wanted = min_revision if min_revision is not None else (records[-1].offset if records else None)
    header, nodes = list_all(server, min_revision=wanted, view=pb.NODE_VIEW_FULL)
    assert_equals_reference(header, nodes, records)
    return header, nodes
