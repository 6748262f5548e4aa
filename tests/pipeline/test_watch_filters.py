# SPDX-License-Identifier: Apache-2.0
"""A filtered watch shows exactly what a list with the same filter shows, while nodes are added, changed and deleted."""

import random

import pytest

from support.api import pb
from support.compare import list_all
from support.fold import Watch
from support.topic import little_endian, status_json

FILTERS = {
    "everything": pb.Filter(),
    "ids": pb.Filter(node_ids=[1, 2, 5, 77]),
    "names": pb.Filter(names=["name_a", "*_c"]),
    "question mark": pb.Filter(names=["name_?"], input_topics=["b*"]),
    "topics": pb.Filter(input_topics=["foo"]),
    "states": pb.Filter(states=[pb.NodeStatus.STATE_DOWN, pb.NodeStatus.STATE_INVALID]),
    "nothing": pb.Filter(names=["no such name"]),
}


def _history(seed, length):
    chance = random.Random(seed)
    for _ in range(length):
        node = chance.randrange(8)
        kind = chance.random()
        if kind < 0.15:
            yield little_endian(node), None
        elif kind < 0.25:
            yield little_endian(node), b"broken"
        elif kind < 0.35:
            yield little_endian(node), status_json(node, status="down")
        else:
            names = chance.sample(["name_a", "name_b", "name_c", "other"], chance.randrange(5))
            yield (
                little_endian(node),
                status_json(node, {name: chance.sample(["foo", "bar", "baz"], 2) for name in names}),
            )


@pytest.mark.parametrize("name", FILTERS)
def test_folded_watch_equals_list(server, topic, name):
    wanted = FILTERS[name]
    watch = Watch(server.stub, filter=wanted, heartbeat_interval={"seconds": 1})
    for seed in range(8):
        last = topic.produce_many(_history(seed, 40))
        watch.until_revision(last)
        header, nodes = list_all(server, min_revision=last, filter=wanted)
        assert watch.fold.nodes == {node.node_id: node for node in nodes}
        assert watch.fold.header.digest == header.digest and watch.fold.header.node_count == header.node_count
    assert watch.fold.snapshots == ["REASON_REQUESTED"]
    for message in watch.messages:
        outside = {node.node_id for node in message.removed} - set(wanted.node_ids)
        assert not (wanted.node_ids and outside), f"a removal outside node_ids: {message}"


def test_a_node_that_leaves_the_selection_is_filtered_out(server, topic):
    topic.publish(1, {"name_a": ["foo"]})
    topic.publish(2, {"name_a": ["foo"]})
    watch = Watch(server.stub, filter=pb.Filter(names=["name_a"]), min_revision=1)
    watch.until_revision(1)
    out = topic.publish(1, {"name_b": ["foo"]})
    watch.until(lambda fold: list(fold.nodes) == [2])
    removed = [node for message in watch.messages for node in message.removed]
    assert [(node.node_id, node.revision, node.reason) for node in removed] == [
        (1, out, pb.RemovedNode.REASON_FILTERED_OUT)
    ]

    gone = topic.produce(little_endian(2), None)
    watch.until(lambda fold: not fold.nodes)
    removed = [node for message in watch.messages for node in message.removed]
    assert [(node.node_id, node.revision, node.reason) for node in removed[1:]] == [
        (2, gone, pb.RemovedNode.REASON_DELETED)
    ]


def test_a_resumed_filtered_watch_gets_the_nodes_that_left_meanwhile(server, topic):
    wanted = pb.Filter(names=["name_a"])
    for node in range(4):
        topic.publish(node, {"name_a": ["foo"]})
    watch = Watch(server.stub, filter=wanted, min_revision=3)
    fold = watch.until_revision(3)
    watch.stop()
    topic.publish(0, {"name_b": ["foo"]})
    topic.produce(little_endian(1), None)
    last = topic.publish(2, {"name_a": ["bar"], "name_b": ["foo"]})
    Watch(server.stub, fold, filter=wanted, resume_token=fold.token, min_revision=last).until_revision(last)
    _, nodes = list_all(server, filter=wanted, min_revision=last)
    assert fold.nodes == {node.node_id: node for node in nodes} and sorted(fold.nodes) == [2, 3]
    assert [row.name for row in fold.nodes[2].coprocessors] == ["name_a"]
    assert fold.snapshots == ["REASON_REQUESTED"]
