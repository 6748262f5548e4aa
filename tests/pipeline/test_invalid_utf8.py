# SPDX-License-Identifier: Apache-2.0
"""Bytes that are not UTF-8 reach clients as U+FFFD, because Python refuses invalid strings. Raw bytes stay exact."""

from support.api import pb
from support.compare import list_all
from support.fold import Watch
from support.tools import rollcall
from support.topic import little_endian
from support.waiting import DEADLINE_S

VALUE = (
    b'{"node_id":1,"status":"up\xff",'
    b'"coprocessors":{"na\xc3(me":{"input_topics":["\xe2\x82"],"description":"a\xf0\x9f\x98z \\ud800"},'
    b'"\xe5\xa5\xbd":{"input_topics":[]}}}'
)


def test_texts_are_well_formed_and_raw_bytes_exact(server, topic):
    last = topic.produce(little_endian(1), VALUE)
    _, nodes = list_all(server, min_revision=last, view=pb.NODE_VIEW_FULL)
    node = nodes[0]
    assert node.status_text == "up\ufffd" and node.state == pb.NodeStatus.STATE_OTHER
    assert [row.name for row in node.coprocessors] == ["na\ufffd(me", "\u597d"]
    assert list(node.coprocessors[0].input_topics) == ["\ufffd"]
    assert node.coprocessors[0].description == "a\ufffdz \ufffd"
    assert (node.raw_key, node.raw_value) == (little_endian(1), VALUE)
    watch = Watch(server.stub, view=pb.NODE_VIEW_FULL)
    assert watch.until(lambda fold: True).nodes[1] == node


def test_a_problem_with_odd_bytes_reaches_the_client(server, topic):
    topic.produce(b"\xff\xfe\xfd", b"x")
    last = topic.produce(b"3", b"\xff\xfe")
    answer = server.stub.ListNodes(pb.ListNodesRequest(min_revision=last), timeout=DEADLINE_S)
    assert answer.problems[0].key == b"\xff\xfe\xfd" and answer.nodes[0].problem.code == pb.Problem.CODE_BAD_JSON


def test_the_terminal_gets_no_control_characters(server, topic):
    evil = (
        b'{"node_id":1,"status":"up","coprocessors":{"a\\u001b[31mred\\u0007":'
        b'{"input_topics":["x\\r\\ny"],"description":"\\u009b2J\xff"}}}'
    )
    last = topic.produce(b"1", evil)
    out = rollcall(server, "list", "--min-revision", last).check().stdout
    controls = {chr(code) for code in [*range(32), *range(127, 160)] if code != 10}
    assert "red" in out and not set(out) & controls, repr(out)
