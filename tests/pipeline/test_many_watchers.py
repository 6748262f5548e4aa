# SPDX-License-Identifier: Apache-2.0
"""Hundreds of watchers of two replicas, with every kind of filter. Some drop their stream and resume on the other
replica."""

import collections
import random

import pytest

from support.api import pb
from support.compare import list_all
from support.crowd import Crowd, CrowdWatcher
from support.tools import agent
from support.topic import little_endian, status_json

_WATCHERS, _STORM = 200, 1000
_BURSTS, _NODES = 40, 30
_DOWN_OR_BROKEN = [pb.NodeStatus.STATE_DOWN, pb.NodeStatus.STATE_INVALID]
_REQUESTS = [
    {},
    {"view": pb.NODE_VIEW_FULL},
    {"filter": pb.Filter(node_ids=[1, 2, 5, 77])},
    {"filter": pb.Filter(states=_DOWN_OR_BROKEN)},
    {"filter": pb.Filter(names=["name_a", "*_c"])},
    {"filter": pb.Filter(input_topics=["b*"]), "view": pb.NODE_VIEW_FULL},
    {"filter": pb.Filter(node_ids=list(range(10)), states=[pb.NodeStatus.STATE_UP], names=["name_?"])},
    {"filter": pb.Filter(names=["no such name"])},
]
_HEARTBEAT = {"heartbeat_interval": {"seconds": 1}}


def _burst(chance):
    """A few records of every kind."""
    for _ in range(chance.randint(1, 12)):
        node = chance.randrange(_NODES)
        key = str(node).encode() if chance.random() < 0.2 else little_endian(node)
        kind = chance.random()
        if kind < 0.15:
            yield key, None
        elif kind < 0.25:
            yield key, b"broken"
        elif kind < 0.35:
            yield key, status_json(node, status="down")
        else:
            names = chance.sample(["name_a", "name_b", "name_c", "other"], chance.randrange(5))
            yield key, status_json(node, {name: chance.sample(["foo", "bar", "baz"], 2) for name in names})


def _publish(topic, crowd, chance):
    """Publishes bursts, each when the pacers have seen the one before. Returns the last offset."""
    pacers = [watcher for watcher in crowd.watchers if watcher.drops_after is None and watcher.request == _HEARTBEAT]
    for _ in range(_BURSTS):
        last = topic.produce_many(_burst(chance))
        crowd.wait_all(lambda watcher: watcher not in pacers or watcher.reached(last), f"the pacers reach {last}")
    done = agent(topic, "publish", "-", stdin=status_json(1, {"name_agent": ["bar"]}).decode()).check()
    return int(done.stdout.split()[-1])


@pytest.fixture
def replicas(topic, start_server):
    return [start_server(topic), start_server(topic)]


def _assert_all_resumed(watchers):
    """No watcher needed a second snapshot, whatever ended its streams."""
    snapshots = collections.Counter(tuple(watcher.fold.snapshots) for watcher in watchers)
    assert list(snapshots) == [("REASON_REQUESTED",)], f"snapshots that were not needed: {snapshots}"


def test_all_folds_equal_the_list(replicas, topic):
    chance = random.Random(1)
    topic.produce_many(_burst(chance))
    watchers = [
        CrowdWatcher(_REQUESTS[number % len(_REQUESTS)] | _HEARTBEAT, 4 if number % 3 == 0 else None)
        for number in range(_WATCHERS)
    ]
    crowd = Crowd(replicas, watchers)
    crowd.start()
    last = _publish(topic, crowd, chance)
    crowd.wait_revision(last)
    crowd.finish()
    for request in _REQUESTS:
        lists = [list_all(server, min_revision=last, **request) for server in replicas]
        assert lists[0][1] == lists[1][1]
        header, nodes = lists[0]
        for watcher in watchers:
            if watcher.request == request | _HEARTBEAT:
                assert watcher.fold.header.revision == header.revision == last
                assert watcher.fold.nodes == {node.node_id: node for node in nodes}, watcher.request
    assert sum(watcher.streams for watcher in watchers) > 2 * _WATCHERS, "hardly any watcher dropped its stream"
    _assert_all_resumed(watchers)
    assert not any(watcher.errors for watcher in watchers)


def test_all_resume_at_once_on_a_server_that_was_killed(topic, server):
    """Each of them is sent the nodes that changed while no server ran, and no others."""
    first = [topic.publish(node, {"name_a": ["foo"]}) for node in range(_NODES)][-1]
    watchers = [CrowdWatcher(_HEARTBEAT) for _ in range(_STORM)]
    crowd = Crowd([server], watchers)
    crowd.start()
    crowd.wait_revision(first)
    server.child.kill()
    last = [topic.publish(node, {"name_b": ["foo"]}) for node in (3, 4)][-1]
    server.kill_and_restart().wait_serving()
    crowd.wait_revision(last)
    crowd.finish()
    _, nodes = list_all(server, min_revision=last)
    for watcher in watchers:
        assert watcher.errors and watcher.fold.nodes == {node.node_id: node for node in nodes}
        assert watcher.sent == _NODES + 2, f"{watcher.sent} nodes were sent"
    _assert_all_resumed(watchers)
