# SPDX-License-Identifier: Apache-2.0
"""An unusable record makes its own node INVALID and does not affect other nodes."""

import pytest

from support.api import pb
from support.compare import assert_list_equals_topic, list_all
from support.fold import Watch
from support.tools import rollcall
from support.topic import little_endian, status_json
from support.waiting import DEADLINE_S

BROKEN = {
    "no JSON": (b"{", pb.Problem.CODE_BAD_JSON),
    "empty": (b"", pb.Problem.CODE_BAD_JSON),
    "binary": (bytes(range(256)), pb.Problem.CODE_BAD_JSON),
    "a list": (b"[]", pb.Problem.CODE_WRONG_TYPE),
    "no node_id": (b'{"status":"up","coprocessors":{}}', pb.Problem.CODE_WRONG_TYPE),
    "real node_id": (b'{"node_id":5.0,"status":"up","coprocessors":{}}', pb.Problem.CODE_WRONG_TYPE),
    "null status": (b'{"node_id":5,"status":null,"coprocessors":{}}', pb.Problem.CODE_WRONG_TYPE),
    "coprocessors is a list": (b'{"node_id":5,"status":"up","coprocessors":[]}', pb.Problem.CODE_WRONG_TYPE),
    "topics is a text": (
        b'{"node_id":5,"status":"up","coprocessors":{"a":{"input_topics":"foo"}}}',
        pb.Problem.CODE_WRONG_TYPE,
    ),
    "no topics": (b'{"node_id":5,"status":"up","coprocessors":{"a":{}}}', pb.Problem.CODE_WRONG_TYPE),
    "id out of range": (
        b'{"node_id":2147483648,"status":"up","coprocessors":{}}',
        pb.Problem.CODE_NODE_ID_OUT_OF_RANGE,
    ),
    "another node's": (b'{"node_id":6,"status":"up","coprocessors":{}}', pb.Problem.CODE_KEY_MISMATCH),
    "too large": (
        status_json(5, {"a": {"input_topics": [], "description": "x" * 2**20}})[: 2**20 - 1] + b"  ",
        pb.Problem.CODE_TOO_LARGE,
    ),
}


@pytest.fixture(scope="module")
def server(start_module_server, module_topic):
    return start_module_server(module_topic)


@pytest.mark.parametrize("name", BROKEN)
def test_one_node_is_invalid(server, module_topic, name):
    value, code = BROKEN[name]
    module_topic.publish(4, {"name_a": ["foo"]})
    module_topic.publish(5, {"name_a": ["foo"]})
    offset = module_topic.produce(little_endian(5), value)
    last = module_topic.publish(6, {"name_a": ["foo"]})
    header, nodes = list_all(server, min_revision=last)
    states = {node.node_id: node.state for node in nodes}
    assert states == {4: pb.NodeStatus.STATE_UP, 5: pb.NodeStatus.STATE_INVALID, 6: pb.NodeStatus.STATE_UP}
    problem = nodes[1].problem
    assert (problem.code, problem.offset) == (code, offset) and problem.message
    assert problem.key == little_endian(5) and not nodes[1].coprocessors
    assert nodes[1].revision == offset and header.problem_count == 0

    done = rollcall(server, "list", "--min-revision", last).check()
    lines = (done.stdout + done.stderr).lower().splitlines()
    assert any("node 5" in line and "invalid" in line for line in lines), done


def test_an_invalid_node_recovers(server, module_topic):
    module_topic.produce(little_endian(5), b"{")
    offset = module_topic.publish(5, {"name_a": ["foo"]})
    node = list_all(server, min_revision=offset, filter=pb.Filter(node_ids=[5]))[1][0]
    assert node.state == pb.NodeStatus.STATE_UP and not node.HasField("problem")


def test_of_two_keys_for_one_node_the_newest_live_one_counts(server, module_topic):
    def shown(last):
        nodes = list_all(server, min_revision=last, filter=pb.Filter(node_ids=[9]))[1]
        return [row.name for node in nodes for row in node.coprocessors]

    module_topic.publish(9, {"le": ["foo"]})
    assert shown(module_topic.publish(9, {"text": ["foo"]}, key=b"9")) == ["text"]
    assert shown(module_topic.publish(9, {"le2": ["foo"]})) == ["le2"]
    assert shown(module_topic.produce(little_endian(9), None)) == ["text"], (
        "the record under the other key is still live"
    )
    assert shown(module_topic.produce(b"9", None)) == []


def test_odd_keys_are_listed_as_problems_and_harm_nobody(start_server, topic):
    server = start_server(topic)
    topic.publish(1, {"name_a": ["foo"]})
    odd = [b"", b"abc", b"01", b"+1", b"-0", b"12345678901", b"\x01\x02\x03", b"1 ", bytes(300)]
    offsets = [topic.produce(key, status_json(1)) for key in odd]
    answer = server.stub.ListNodes(pb.ListNodesRequest(min_revision=offsets[-1]), timeout=DEADLINE_S)
    assert [node.node_id for node in answer.nodes] == [1] and answer.nodes[0].state == pb.NodeStatus.STATE_UP
    assert answer.header.problem_count == len(odd)
    assert [(problem.key, problem.offset, problem.code) for problem in answer.problems] == [
        (key[:256], offset, pb.Problem.CODE_BAD_KEY) for key, offset in reversed(list(zip(odd, offsets)))
    ]

    gone = topic.produce(b"abc", None)
    assert list_all(server, min_revision=gone)[0].problem_count == len(odd) - 1


def test_keys_that_are_both_encodings_mean_what_the_value_says(start_server, topic):
    server = start_server(topic)
    meant_as_number = int.from_bytes(b"1234", "little")
    topic.publish(meant_as_number, {"le": ["foo"]}, key=b"1234")
    assert_list_equals_topic(server, topic)
    watch = Watch(server.stub)
    assert list(watch.until(lambda fold: True).nodes) == [meant_as_number]
    last = topic.publish(1234, {"text": ["foo"]}, key=b"1234")
    assert list(watch.until_revision(last).nodes) == [1234]
    last = topic.publish(5, {"text": ["foo"]}, key=b"1234")
    assert watch.until_revision(last).nodes[1234].problem.code == pb.Problem.CODE_KEY_MISMATCH
    last = topic.produce(b"1234", None)
    assert not watch.until_revision(last).nodes
    assert_list_equals_topic(server, topic)


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        (b"web1", status_json(1), 'the key is "web1" (hex 77656231)'),
        (b"web1", b'{"node_id":"web1","status":"up","coprocessors":{}}', 'the key is "web1" (hex 77656231)'),
        ((4).to_bytes(4, "big"), status_json(4), "(hex 00000004), 4 in big-endian"),  # as Java's IntegerSerializer
    ],
)
def test_a_key_that_another_tool_wrote_is_explained(server, module_topic, key, value, shown):
    """Four bytes are always a node id, so such a key makes a node that nobody has."""
    node_id = int.from_bytes(key, "little")
    last = module_topic.produce(key, value)
    _, nodes = list_all(server, min_revision=last, filter=pb.Filter(node_ids=[node_id]))
    assert [node.state for node in nodes] == [pb.NodeStatus.STATE_INVALID]
    assert shown in nodes[0].problem.message
    assert shown in rollcall(server, "describe", "node", node_id, "--min-revision", last).check().stdout
    module_topic.produce(key, None)


def test_a_watch_goes_on_over_broken_records(start_server, topic):
    server = start_server(topic)
    watch = Watch(server.stub)
    for value, code in BROKEN.values():
        offset = topic.produce(b"5", value)
        assert watch.until_revision(offset).nodes[5].problem.code == code
    assert watch.until_revision(topic.publish(5, key=b"5")).nodes[5].state == pb.NodeStatus.STATE_UP
