# SPDX-License-Identifier: Apache-2.0
"""`rollcall-agent reap`: a node that falls silent is down for every reader of the topic, and no living node is."""

import time

import pytest

from support.api import pb
from support.compare import list_all
from support.leased_nodes import LEASE_S, LeasedNodes
from support.reaper import Reaper, reaped
from support.stopped import stopped
from support.tools import rollcall
from support.topic import COMPACTED, status_json
from support.waiting import wait_until

HOUR_S = 3600
# Not compacted while a test looks at what was written, and dated by the producers.
_KEPT = COMPACTED | {"segment.ms": "604800000", "message.timestamp.type": "CreateTime"}


@pytest.fixture
def topic(new_topic):
    return new_topic(config=_KEPT)


@pytest.fixture
def start_reaper(tmp_path):
    """start_reaper(topic, servers, *flags). Each must end with 0 on SIGTERM."""
    reapers = []

    def start(topic, servers, *flags):
        reapers.append(Reaper(tmp_path, len(reapers), topic, servers, *flags))
        return reapers[-1]

    yield start
    codes = [reaper.child.stop() for reaper in reapers]
    assert not any(codes), "\n".join(reaper.child.report() for reaper in reapers)


@pytest.fixture
def start_nodes(topic):
    """start_nodes(node ids, **how): LeasedNodes that have published at least once."""
    all_nodes = []

    def start(node_ids, **how):
        nodes = LeasedNodes(topic, node_ids, **how)
        all_nodes.append(nodes)
        nodes.start()
        wait_until(lambda: set(node_ids) <= set(nodes.last), "all nodes have published")
        return nodes

    yield start
    for nodes in all_nodes:
        nodes.finish()


def _state(server, node_id):
    nodes = {node.node_id: node for node in list_all(server)[1]}
    return nodes[node_id].state if node_id in nodes else None


def _wait_down(server, *node_ids):
    for node_id in node_ids:
        wait_until(
            lambda: _state(server, node_id) == pb.NodeStatus.STATE_DOWN,
            lambda: f"node {node_id} is down: {list_all(server)[1]}",
        )


def _reaped_ids(topic):
    return [value["node_id"] for _, value in reaped(topic)]


def test_a_silent_node_is_down_for_every_reader(topic, start_server, start_reaper, start_nodes, start_client):
    servers = [start_server(topic), start_server(topic)]
    nodes = start_nodes([1, 2, 3], keys={1: b"1"})
    start_reaper(topic, servers).wait_healthy()
    watch = start_client(servers[1], "watch", "--format", "log")
    nodes.silence(1)
    offset, published = nodes.last[1]
    for server in servers:
        _wait_down(server, 1)
    print(f"down {time.time() - published:.1f} s after the last record, with a lease of {LEASE_S} s")
    watch.wait_for(lambda: "node 1 up -> down" in watch.stdout(), "the watch shows it")
    [(record, value)] = reaped(topic)
    assert record.key == b"1" and record.offset > offset, record
    assert (value["node_id"], value["status"], value["coprocessors"]) == (1, "down", {}), value
    assert "lease_s" not in value and f"since offset {offset} " in value["reason"], value
    assert value["reason"] in rollcall(servers[0], "list").check().stderr
    assert [_state(servers[0], node_id) for node_id in (2, 3)] == [pb.NodeStatus.STATE_UP] * 2


def test_a_node_that_comes_back_is_up_and_can_be_reaped_again(topic, server, start_reaper, start_nodes):
    nodes = start_nodes([1, 2])
    start_reaper(topic, [server])
    nodes.silence(1)
    _wait_down(server, 1)
    nodes.revive(1)
    wait_until(lambda: _state(server, 1) == pb.NodeStatus.STATE_UP, "node 1 is up again")
    nodes.silence(1)
    _wait_down(server, 1)
    assert _reaped_ids(topic) == [1, 1]


def test_a_killed_agent_is_down_until_it_is_started_again(
    topic, server, start_reaper, start_nodes, start_agent, tmp_path
):
    start_nodes([1, 2])
    path = tmp_path / "state.json"
    path.write_bytes(status_json(5, {"name_a": ["foo"]}))
    arguments = ("--state-file", path, "--lease", f"{LEASE_S}s")
    agent = start_agent(topic, *arguments)
    wait_until(lambda: _state(server, 5) == pb.NodeStatus.STATE_UP, "node 5 is up")
    start_reaper(topic, [server]).wait_healthy()
    agent.child.kill()
    killed = time.time()
    _wait_down(server, 5)
    print(f"down {time.time() - killed:.1f} s after its agent was killed, with a lease of {LEASE_S} s")
    start_agent(topic, *arguments)
    wait_until(lambda: _state(server, 5) == pb.NodeStatus.STATE_UP, "node 5 is up again")
    assert _reaped_ids(topic) == [5]


def test_an_agent_that_was_stopped_corrects_the_reaper(topic, server, start_reaper, start_nodes, start_agent, tmp_path):
    start_nodes([1, 2])
    path = tmp_path / "state.json"
    path.write_bytes(status_json(5, {"name_a": ["foo"]}))
    agent = start_agent(topic, "--state-file", path, "--lease", f"{LEASE_S}s")
    wait_until(lambda: _state(server, 5) == pb.NodeStatus.STATE_UP, "node 5 is up")
    start_reaper(topic, [server]).wait_healthy()
    with stopped(agent):
        _wait_down(server, 5)
    wait_until(lambda: _state(server, 5) == pb.NodeStatus.STATE_UP, "its agent says again that it is up")
    assert _reaped_ids(topic) == [5]


def test_none_is_reaped_while_too_many_are_silent(topic, server, start_reaper, start_nodes):
    nodes = start_nodes([1, 2, 3, 4])
    reaper = start_reaper(topic, [server]).wait_healthy()
    nodes.silence(1, 2, 3)
    reaper.wait_metric("held_back_nodes", lambda count: count == 3)
    reaper.child.wait_for(lambda: "3 of 4 leased nodes" in reaper.child.stderr(), "the log says so")
    wait_until(lambda: not reaper.health_file.exists(), "the reaper is unhealthy")
    assert reaped(topic) == []
    nodes.revive(3)  # two of four are no more than half
    _wait_down(server, 1, 2)
    reaper.wait_healthy()
    assert sorted(_reaped_ids(topic)) == [1, 2] and reaper.metrics()["rollcall_reaper_held_back_nodes"] == 0


def test_one_node_of_one_needs_the_whole_share(topic, server, start_reaper, start_nodes):
    nodes = start_nodes([1])
    careful = start_reaper(topic, [server]).wait_healthy()
    nodes.silence(1)
    careful.wait_metric("held_back_nodes", lambda count: count == 1)
    assert reaped(topic) == []
    start_reaper(topic, [server], "--max-share", "1")
    _wait_down(server, 1)


def test_a_wrong_clock_of_a_producer_reaps_no_living_node(topic, server, start_reaper, start_nodes):
    nodes = start_nodes([1, 2, 3, 4, 5, 6], ahead_s={1: -HOUR_S, 2: HOUR_S, 3: -HOUR_S, 4: HOUR_S})
    start_reaper(topic, [server])
    nodes.silence(3, 4, 5)  # the order of these would show a reaper that believes their clocks
    _wait_down(server, 3, 4, 5)
    assert sorted(_reaped_ids(topic)) == [3, 4, 5]
    assert [_state(server, node_id) for node_id in (1, 2, 6)] == [pb.NodeStatus.STATE_UP] * 3


def test_a_server_that_is_stopped_proves_nothing(topic, server, start_reaper, start_nodes):
    nodes = start_nodes([1, 2, 3])
    reaper = start_reaper(topic, [server]).wait_healthy()
    with stopped(server):
        nodes.silence(1)
        reaper.child.wait_for(lambda: "no server is watched" in reaper.child.stderr(), "the server counts as lost")
        wait_until(lambda: not reaper.health_file.exists(), "the reaper is unhealthy")
        assert reaped(topic) == []
    _wait_down(server, 1)
    assert _reaped_ids(topic) == [1], "a node that published while the server was stopped is alive"


def test_several_reapers_write_hardly_more_than_one(topic, start_server, start_reaper, start_nodes):
    servers = [start_server(topic), start_server(topic)]
    nodes = start_nodes(range(1, 9))
    reapers = [start_reaper(topic, [server]).wait_healthy() for server in servers]
    for node_id in (1, 2, 3):
        nodes.silence(node_id)
        _wait_down(servers[0], node_id)
        _wait_down(servers[1], node_id)
    counts = [_reaped_ids(topic).count(node_id) for node_id in range(1, 9)]
    # Two that look in the same few milliseconds write the same twice, which changes nothing. That is rare.
    assert all(count in (1, 2) for count in counts[:3]) and sum(counts) < 6, counts
    assert sum(reaper.metrics()["rollcall_reaper_reaped_total"] for reaper in reapers) == sum(counts)


def test_another_topic_than_the_servers_is_not_written_to(topic, new_topic, server, start_reaper, start_nodes):
    other = new_topic()
    nodes = start_nodes([1, 2])
    reaper = start_reaper(other, [server])
    nodes.silence(1)
    reaper.child.wait_for(lambda: f"server shows topic '{topic.name}'" in reaper.child.stderr(), "it says so")
    assert other.records() == [] and reaped(topic) == []


def test_a_dry_run_prints_each_record_once(topic, server, start_reaper, start_nodes):
    nodes = start_nodes([1, 2, 3, 4], keys={1: b"1", 2: b"2"})
    reaper = start_reaper(topic, [server], "--dry-run")
    nodes.silence(1)
    reaper.child.wait_for(lambda: '1\t{"node_id":1,"status":"down"' in reaper.child.stdout(), "node 1 is printed")
    nodes.silence(2)
    reaper.child.wait_for(lambda: '2\t{"node_id":2,"status":"down"' in reaper.child.stdout(), "node 2 is printed")
    assert len(reaper.child.stdout().splitlines()) == 2 and reaped(topic) == []
    assert "would reap the node" in reaper.child.stderr()


def test_a_server_that_is_not_there_does_not_end_it(topic, server, start_reaper):
    server.stop()
    reaper = start_reaper(topic, [server])
    reaper.child.wait_for(lambda: "no server is watched" in reaper.child.stderr(), "it says so")
    server.start(server.address)
    reaper.wait_healthy()
