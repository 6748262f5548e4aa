# SPDX-License-Identifier: Apache-2.0
"""A batch that arrives damaged: nothing is shown beyond it, the server says where it stands, and goes on once it can."""

import grpc
import pytest

from support.api import pb
from support.errors import refused
from support.proxy_faults import Damages, another_value, endless, unknown_format
from support.waiting import DEADLINE_S, wait_until
from support.watched_topic import WatchedTopic

DAMAGES = [another_value, unknown_format, endless]  # of the last librdkafka says nothing: there is just no more


@pytest.fixture
def watched(proxied_kafka, start_server):
    topic = proxied_kafka.new_topic()
    watched = WatchedTopic(topic, start_server(proxied_kafka.through_proxy(topic)))
    yield watched
    watched.watch.over.set()


@pytest.mark.parametrize("damage", DAMAGES)
def test_while_following(proxied_kafka, watched, damage):
    kept = watched.start()
    damaged = watched.topic.end()
    with proxied_kafka.proxy.does(Damages(damaged, damage)) as fault:
        watched.change()
        watched.wait_state(pb.SOURCE_STATE_BEHIND)
        watched.assert_serves(kept)
        watched.wait_evidence_is_old()
        watched.wait_logged(pb.SOURCE_STATE_BEHIND, f"unreadable at offset {damaged}:")
        assert fault.met and watched.server.health() == "SERVING"
    watched.wait_shown()
    watched.finish()


def _reason(server):
    with pytest.raises(grpc.RpcError) as raised:
        server.stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)
    return raised.value.details()


@pytest.mark.parametrize("damaged", [0, 3])
@pytest.mark.parametrize("damage", DAMAGES)
def test_at_the_start(proxied_kafka, start_server, damage, damaged):
    topic = proxied_kafka.new_topic()
    for node in range(6):
        topic.publish(node, {"name_a": ["foo"]})
    with proxied_kafka.proxy.does(Damages(damaged, damage)) as fault:
        server = start_server(proxied_kafka.through_proxy(topic), wait=False)
        watched = WatchedTopic(topic, server)
        wait_until(lambda: f"unreadable at offset {damaged}:" in _reason(server), lambda: f"the offset is told: {_reason(server)}", 15)
        refused(lambda: watched.header(), grpc.StatusCode.UNAVAILABLE, "CATCHING_UP", "RetryInfo")
        assert fault.met and server.health() == "NOT_SERVING"
    server.wait_serving()
    watched.watch.start()
    watched.wait_shown()
    watched.finish()
