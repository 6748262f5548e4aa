# SPDX-License-Identifier: Apache-2.0
"""A leader that is cut off from the other brokers and from the controller, but not from rollcalld: what it says is not
taken for the state of the topic once another leader may have acknowledged more."""

import itertools
import time

import pytest

from support.api import pb
from support.topic import Topic
from support.traffic import header
from support.waiting import wait_until

pytestmark = pytest.mark.release_only

_CONFIG = {"cleanup.policy": "compact", "min.insync.replicas": "2"}
_numbers = itertools.count(1)


@pytest.fixture
def topic(divided):
    topic = Topic(divided.addresses, f"status.{next(_numbers)}").create(config=_CONFIG, replication_factor=3)
    topic.publish(1, {"before": ["foo"]})
    return topic


def _is_current(server, offset):
    now = header(server)
    return now.revision >= offset and now.source_state == pb.SOURCE_STATE_CURRENT


def _assert_knows(answer, acked):
    """`acked`: [(time, offset)] of records that were acknowledged by then."""
    as_of = answer.as_of_time.ToNanoseconds() / 1e9
    missing = [offset for at, offset in acked if at <= as_of and offset > answer.revision]
    assert not missing, f"as of {as_of} revision {answer.revision} lacks {missing}: {answer}"


def test_a_leader_that_is_cut_off_proves_nothing(divided, topic, start_server):
    servers = [start_server(topic) for _ in range(2)]
    old = divided.leader(topic)
    acked = []
    with old.cut_off():
        began = time.time()
        new = divided.wait_led_by_another(topic, old)
        of_new = Topic(new.address, topic.name)
        while time.time() < began + 20:
            offset = of_new.publish(len(acked) + 10, {"after": ["foo"]})
            acked.append((time.time(), offset))
            for server in servers:
                _assert_knows(header(server), acked)
            time.sleep(0.05)
        # The servers reach the new leader too, and the other broker that confirms it.
        for server in servers:
            wait_until(lambda: _is_current(server, acked[-1][1]), "the new leader's records are shown as current", 15)
            _assert_knows(header(server), acked)
    divided.wait_in_sync(topic)
    last = topic.publish(1, {"healed": ["foo"]})
    for server in servers:
        wait_until(lambda: _is_current(server, last), "the healed cluster is shown as current")


def test_a_broker_that_is_down_does_not_matter(divided, topic, start_server):
    server = start_server(topic)
    leader = divided.leader(topic)
    down = next(broker for broker in divided.brokers.values() if broker is not leader)
    down.child.stop()
    try:
        divided.others_than(down).wait_in_sync(topic)
        offset = topic.publish(2, {"while it is down": ["foo"]})
        wait_until(lambda: _is_current(server, offset), "shown as current")
        interruptions = lambda: server.child.stderr().count("state=SOURCE_STATE_BEHIND")  # noqa: E731
        before, began = interruptions(), time.time()
        while time.time() < began + 8:
            wait_until(
                lambda: header(server).source_state == pb.SOURCE_STATE_CURRENT, "it is current, or soon again", 15
            )
            time.sleep(0.1)
        assert interruptions() <= before + 1, "a loaded machine may interrupt it once"
    finally:
        down.launch()
        down.wait_answers()
        divided.wait_in_sync(topic)


def test_a_leader_without_enough_replicas_is_not_current(divided, topic, start_server):
    server = start_server(topic)
    leader = divided.leader(topic)
    others = [broker for broker in divided.brokers.values() if broker is not leader]
    for broker in others:
        broker.pause()
    try:
        wait_until(lambda: header(server).source_state == pb.SOURCE_STATE_BEHIND, "not CURRENT without a quorum", 15)
        wait_until(lambda: "of the 2 that are needed name it as the leader" in server.child.stderr(), "it is logged")
    finally:
        for broker in others:
            broker.resume()
    divided.wait_in_sync(topic)
    offset = topic.publish(3, {"again": ["foo"]})
    wait_until(lambda: _is_current(server, offset), "shown as current again")
