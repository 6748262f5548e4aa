# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in a cluster. Each function does one thing to the world and leaves everything running again."""

import random
import signal
import socket
from concurrent.futures import ThreadPoolExecutor

from soak.publishers import NODES
from support.api import pb
from support.stopped import stopped
from support.topic import little_endian
from support.waiting import DEADLINE_S

_LISTS, _LISTERS = 200, 8
_SILENT = 50  # connections


def replica_killed(world):
    random.choice(world.servers[1:]).kill_and_restart().wait_serving()


def replica_restarted(world):
    random.choice(world.servers[1:]).restart().wait_serving()


def replicas_rolled(world):
    for server in world.servers[1:]:
        server.restart().wait_serving()


def replica_stopped_for_a_while(world):
    """SIGSTOP, for longer than evidence counts as current."""
    with stopped(random.choice(world.servers)):
        world.publisher.wait_acked(150)


def replica_told_to_reload(world):
    for server in world.servers:
        server.child.signal(signal.SIGHUP)


def leader_killed(world):
    leader = world.kafka.leader(world.topic)
    leader.stop()
    world.kafka.wait_led_by_another(world.topic, leader)
    world.publisher.wait_acked(50)
    leader.launch()
    world.kafka.wait_in_sync(world.topic)


def leader_stopped_for_a_while(world):
    leader = world.kafka.leader(world.topic)
    leader.pause()
    try:
        world.kafka.wait_led_by_another(world.topic, leader)
        world.publisher.wait_acked(50)
    finally:
        leader.resume()
    world.kafka.wait_in_sync(world.topic)


def broker_restarted(world):
    broker = random.choice(list(world.kafka.brokers.values()))
    broker.child.stop()
    world.publisher.wait_acked(50)
    broker.launch()
    world.kafka.wait_in_sync(world.topic)


def agent_killed(world):
    """The reaper must say for the node that it is down."""
    node = random.choice(world.nodes[1:])
    node.child.kill()
    assert "lease" in world.wait_state(node.node_id, pb.NodeStatus.STATE_DOWN).reason
    node.start()


def agent_ended(world):
    node = random.choice(world.nodes[1:])
    assert node.run.stop() == 0, node.child.report()
    world.wait_state(node.node_id, pb.NodeStatus.STATE_DOWN)
    node.start()


def reaper_killed(world):
    world.reaper.child.kill()
    world.start_reaper()


def nodes_deleted(world):
    for node in random.sample(NODES, 40):
        world.topic.produce(little_endian(node), None)


def records_without_sense(world):
    for key, value in [(b"no node", b"{}"), (b"", b"\xff"), (b"7", b""), (b"x" * 1000, b"[1]")]:
        world.topic.produce(key, value)
    world.topic.produce(b"7", None)
    for key in (b"no node", b"", b"x" * 1000):
        world.topic.produce(key, None)


def many_lists_at_once(world):
    def one(number):
        server = world.servers[number % len(world.servers)]
        return server.stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S).header

    with ThreadPoolExecutor(_LISTERS) as threads:
        for header in threads.map(one, range(_LISTS)):
            world.shown.note("all", header)


def connections_that_say_nothing(world):
    for server in world.servers:
        host, port = server.address.rsplit(":", 1)
        held = [socket.create_connection((host, int(port)), DEADLINE_S) for _ in range(_SILENT)]
        for number, connection in enumerate(held):
            if number % 2:
                connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        for connection in held:
            connection.close()


ALL = [
    replica_killed,
    replica_restarted,
    replicas_rolled,
    replica_stopped_for_a_while,
    replica_told_to_reload,
    leader_killed,
    leader_stopped_for_a_while,
    broker_restarted,
    agent_killed,
    agent_ended,
    reaper_killed,
    nodes_deleted,
    records_without_sense,
    many_lists_at_once,
    connections_that_say_nothing,
]
