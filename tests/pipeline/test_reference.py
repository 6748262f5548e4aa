# SPDX-License-Identifier: Apache-2.0
"""The server shows what an independent reader computes from the same topic, including the digest."""

import random
import time

from support.api import pb
from support.compare import assert_list_equals_topic, list_all
from support.fold import Watch
from support.tools import rollcall
from support.topic import little_endian, status_json


def _optional_fields(chance):
    fields = {"lease_s": [None, 1, 2.5, 1e-9], "instance": [None, "run 1"], "reason": [None, "\u00e9t\u00e9", 7]}
    return {name: chance.choice(values) for name, values in fields.items() if chance.random() < 0.5}


def _mixed_history(seed, length):
    """Records of both key encodings, all states, tombstones and broken values for 40 nodes."""
    chance = random.Random(seed)
    broken = [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"node_id":1}',
        b'{"node_id":"x","status":"up","coprocessors":{}}',
        b"\xff\xfe",
    ]
    for number in range(length):
        node = chance.randrange(-5, 35)
        key = chance.choice((little_endian(node), str(node).encode()))
        kind = chance.random()
        if kind < 0.15:
            yield key, None
        elif kind < 0.25:
            yield key, chance.choice(broken)
        elif kind < 0.3:
            yield key, status_json(node + 1)  # names another node than its key
        else:
            names = chance.sample(["name_a", "name_b", "name_c", "\u00e9t\u00e9", "\U0001f600"], chance.randrange(4))
            yield (
                key,
                status_json(
                    node,
                    {name: ["foo", f"t{number}"] for name in names},
                    chance.choice(("up", "up", "down", "odd")),
                    **_optional_fields(chance),
                ),
            )


def test_list_equals_reference_on_a_mixed_history(server, topic):
    topic.produce_many(_mixed_history(seed=1, length=2000))
    header, nodes = assert_list_equals_topic(server, topic)
    assert {node.state for node in nodes} >= {
        pb.NodeStatus.STATE_UP,
        pb.NodeStatus.STATE_OTHER,
        pb.NodeStatus.STATE_INVALID,
    }
    assert header.source_state == pb.SOURCE_STATE_CURRENT and header.topic == topic.name and header.cluster_id


def test_list_of_an_empty_topic(server, topic):
    header, nodes = assert_list_equals_topic(server, topic)
    assert nodes == [] and header.revision == -1


def test_a_replica_that_read_live_and_one_that_started_later_show_the_same(start_server, topic):
    live = start_server(topic)
    last = topic.produce_many(_mixed_history(seed=2, length=3000))
    late = start_server(topic)
    answers = [list_all(server, min_revision=last, view=pb.NODE_VIEW_FULL) for server in (live, late)]
    assert answers[0][0].digest == answers[1][0].digest and answers[0][0].revision == answers[1][0].revision
    assert answers[0][1] == answers[1][1]


def test_watch_equals_reference_while_records_are_written(server, topic):
    watch = Watch(server.stub, view=pb.NODE_VIEW_FULL)
    last = -1
    for seed in range(10, 20):
        last = topic.produce_many(_mixed_history(seed, length=100))
        watch.next()
    watch.until_revision(last)
    header, nodes = assert_list_equals_topic(server, topic)
    assert watch.fold.nodes == {node.node_id: node for node in nodes}
    assert watch.fold.header.digest == header.digest


def test_two_hundred_thousand_records_of_a_thousand_nodes(start_server, topic):
    last = topic.produce_many(
        (
            little_endian(number % 1000),
            status_json(number % 1000, {"name_a": ["foo", "bar"], "name_b": [f"run{number}"]}),
        )
        for number in range(200_000)
    )
    begin = time.monotonic()
    server = start_server(topic)
    serving = time.monotonic()
    header, nodes = assert_list_equals_topic(server, topic, min_revision=last)
    assert len(nodes) == 1000 and header.node_count == 1000
    listing = time.monotonic()
    rollcall(server, "list").check()
    print(f"start to SERVING {serving - begin:.2f} s; rollcall list {time.monotonic() - listing:.3f} s")
