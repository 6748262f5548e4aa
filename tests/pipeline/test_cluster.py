# SPDX-License-Identifier: Apache-2.0
"""Brokers are killed and paused while nodes publish and clients watch: no acknowledged record is lost, none
invented."""

import itertools
import re
import time

import pytest

from support.api import pb
from support.fold import Watch
from support.http_port import SERVED
from support.metrics import scrape
from support.stopped import stopped
from support.tools import agent
from support.topic import Topic, little_endian, status_json
from support.topic_admin import create_again, delete
from support.traffic import Traffic, header
from support.unsafe_topic import UNSAFE, UnsafeTopic
from support.waiting import wait_until

SAFE = {"cleanup.policy": "compact", "min.insync.replicas": "2"}
_NOT_CURRENT = (pb.SOURCE_STATE_BEHIND, pb.SOURCE_STATE_DISCONNECTED)
_REASON = re.compile(r'state=SOURCE_STATE_(BEHIND|DISCONNECTED) .*detail="[^"]+"')
_numbers = itertools.count(1)


def _new_topic(cluster, config, **replicas):
    return Topic(cluster.addresses, f"status.{next(_numbers)}").create(config=config, **replicas)


@pytest.fixture
def traffic(cluster, start_server):
    """Traffic that flows on a topic of three replicas."""
    topic = _new_topic(cluster, SAFE, replication_factor=3)
    traffic = Traffic(topic, [start_server(topic) for _ in range(2)])
    traffic.start()
    traffic.wait_flowing()
    yield traffic
    traffic.stop()
    cluster.heal()


@pytest.fixture
def unsafe_topics(cluster, start_server):
    """{case: UnsafeTopic}; the first broker leads each topic, the second one replicates it."""
    lost, written_over = [101, 102, 1], [7, 8, 9, 1, 10]
    cases = {"cut short": (lost, []), "written over": (lost, written_over), "only a tombstone lost": ([], written_over)}
    topics = {}
    for name, case in cases.items():
        topic = _new_topic(cluster, UNSAFE, replica_assignment=[[1, 2]])
        topics[name] = UnsafeTopic(topic, [start_server(topic) for _ in range(2)], *case)
    yield topics
    for topic in topics.values():
        topic.watch.stopping.set()
    cluster.heal()


def test_a_dead_follower_is_tried_again_with_pauses(cluster, start_server):
    """All replicas are asked each second what they know of the topic. Without pauses one refused connection follows the
    other, which takes a core for as long as the broker is gone."""
    topic = _new_topic(cluster, SAFE, replication_factor=3)
    server = start_server(topic, *SERVED)
    leader = cluster.leader(topic)
    next(broker for broker in cluster.brokers.values() if broker is not leader).stop()
    server.child.wait_for(lambda: "Connection refused" in server.child.stderr(), "the server tries to reach it")
    begin, before = time.monotonic(), _cpu_s(server)
    wait_until(lambda: time.monotonic() - begin > 5, "some seconds are over")
    cores = (_cpu_s(server) - before) / (time.monotonic() - begin)
    wait_until(lambda: header(server).source_state == pb.SOURCE_STATE_CURRENT, "it is current without the follower")
    cluster.heal()
    assert cores < 0.2, f"{cores:.2f} cores"


def _cpu_s(server):
    return scrape(server)["process_cpu_seconds_total"]


def test_leader_killed_and_started_again(cluster, traffic):
    leader = cluster.leader(traffic.topic)
    leader.stop()
    cluster.wait_led_by_another(traffic.topic, leader)
    traffic.wait_flowing()
    leader.launch()
    cluster.wait_in_sync(traffic.topic)
    traffic.wait_flowing()
    traffic.finish()


def test_leader_stopped_and_continued(cluster, traffic):
    leader = cluster.leader(traffic.topic)
    leader.pause()
    cluster.wait_led_by_another(traffic.topic, leader)
    traffic.wait_flowing()
    leader.resume()
    cluster.wait_in_sync(traffic.topic)
    traffic.wait_flowing()
    traffic.finish()


@pytest.mark.release_only
def test_all_brokers_rolled(cluster, traffic):
    for broker in cluster.brokers.values():
        broker.child.stop()
        traffic.wait_flowing()
        broker.launch()
        cluster.wait_in_sync(traffic.topic)
    traffic.wait_flowing()
    traffic.finish()


def test_majority_lost_and_regained(cluster, traffic):
    leader = cluster.leader(traffic.topic)
    lost = [leader, next(broker for broker in cluster.brokers.values() if broker is not leader)]
    for broker in lost:
        broker.stop()
    for server in traffic.servers:
        wait_until(lambda: header(server).source_state in _NOT_CURRENT, "the header is not CURRENT", 15)
        wait_until(lambda: _REASON.search(server.child.stderr()), "the reason is logged")
    acked = traffic.ledger.acked()
    agent(traffic.topic, "--timeout", "3s", "publish", "-", stdin=status_json(99).decode()).check(1)
    assert traffic.ledger.acked() == acked, "a minority of the brokers acknowledged a record"
    for broker in lost:
        broker.launch()
    cluster.wait_in_sync(traffic.topic)
    traffic.wait_flowing()
    traffic.finish()


@pytest.mark.release_only
def test_unclean_election(cluster, unsafe_topics):
    leader, follower = cluster.brokers[1], cluster.brokers[2]
    kept = {name: unsafe.begin() for name, unsafe in unsafe_topics.items()}
    follower.pause()
    for unsafe in unsafe_topics.values():
        cluster.wait_in_sync(unsafe.topic, [leader])
        unsafe.write_tail()
    leader.stop()
    follower.resume()
    for name, unsafe in unsafe_topics.items():
        cluster.wait_led_by_another(unsafe.topic, leader)
        records = unsafe.write_over()
        assert records[: len(kept[name])] == kept[name], "the log is not what the follower had"
    cut_short = unsafe_topics["cut short"]
    assert cut_short.topic.records() == kept["cut short"], "the tail survived, so this was not an unclean election"
    leader.launch()
    for unsafe in unsafe_topics.values():
        cluster.wait_in_sync(unsafe.topic, [leader, follower])
        unsafe.topic.publish(50)
        unsafe.wait_shown()
        unsafe.watch.finish()
    assert set(cut_short.watch.fold.snapshots[1:]) == {"REASON_TOPIC_CHANGED"}, cut_short.watch.fold.snapshots


def _names(fold):
    return {row.name for node in fold.nodes.values() for row in node.coprocessors}


def _replace(topic, config):
    """Deletes the topic, creates it again and fills it beyond its old length, as fast as Kafka can."""
    delete(topic)
    new = create_again(topic, config=config, replication_factor=3)
    new.produce_many([(little_endian(node), status_json(node, {"new": ["foo"]})) for node in range(100, 121)])
    return new


@pytest.mark.parametrize("attempt", range(3))
def test_deleted_recreated_and_refilled_at_once(cluster, start_server, attempt):
    topic = _new_topic(cluster, SAFE, replication_factor=3)
    topic.produce_many([(little_endian(node), status_json(node, {"old": ["foo"]})) for node in range(20)])
    watch = Watch(start_server(topic).stub)
    watch.until(lambda fold: len(fold.nodes) == 20)
    _replace(topic, SAFE)

    def is_new(fold):
        assert _names(fold) in ({"old"}, set(), {"new"}), "two topics are shown as one"
        return _names(fold) == {"new"} and len(fold.nodes) == 21

    watch.until(is_new)
    assert watch.fold.snapshots == ["REASON_REQUESTED", "REASON_TOPIC_CHANGED"]


def test_recreated_after_an_election_while_the_server_is_stopped(cluster, start_server):
    """The leader's epoch of the new topic is lower than the one that the server knows."""
    topic = _new_topic(cluster, SAFE, replication_factor=3)
    topic.publish(1, {"old": ["foo"]})
    server = start_server(topic)
    watch = Watch(server.stub)
    leader = cluster.leader(topic)
    leader.stop()
    cluster.wait_led_by_another(topic, leader)
    leader.launch()
    cluster.wait_in_sync(topic)
    topic.publish(2, {"old": ["foo"]})
    watch.until(lambda fold: len(fold.nodes) == 2)
    wait_until(lambda: header(server).source_state == pb.SOURCE_STATE_CURRENT, "the header is CURRENT")
    with stopped(server):
        cluster.wait_in_sync(_replace(topic, SAFE))
    watch.until(lambda fold: _names(fold) == {"new"} and len(fold.nodes) == 21)
    wait_until(lambda: header(server).source_state == pb.SOURCE_STATE_CURRENT, "the header is CURRENT again")
    assert watch.fold.snapshots == ["REASON_REQUESTED", "REASON_TOPIC_CHANGED"]
