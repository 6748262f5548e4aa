# SPDX-License-Identifier: Apache-2.0
"""A damaged batch: nothing after it is shown, the server reports its offset, and continues once the batch is
readable."""

import grpc
import pytest

from support.api import pb
from support.errors import assert_refused, list_error
from support.proxy_faults import Damages, another_value, endless, unknown_format
from support.waiting import wait_until
from support.watched_topic import WatchedTopic

DAMAGES = [another_value, unknown_format, endless]  # librdkafka does not report `endless`: no more records come


@pytest.fixture
def watched(proxied_kafka, start_server):
    topic = proxied_kafka.new_topic()
    watched = WatchedTopic(topic, start_server(proxied_kafka.through_proxy(topic)))
    yield watched
    watched.watch.stopping.set()


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


@pytest.mark.parametrize("damaged", [0, 3])
@pytest.mark.parametrize("damage", DAMAGES)
def test_at_the_start(proxied_kafka, start_server, damage, damaged):
    topic = proxied_kafka.new_topic()
    for node in range(6):
        topic.publish(node, {"name_a": ["foo"]})
    with proxied_kafka.proxy.does(Damages(damaged, damage)) as fault:
        server = start_server(proxied_kafka.through_proxy(topic), wait=False)
        watched = WatchedTopic(topic, server)
        wait_until(
            lambda: f"unreadable at offset {damaged}:" in list_error(server).details(),
            lambda: f"the error has the offset: {list_error(server)}",
            15,
        )
        assert_refused(lambda: watched.header(), grpc.StatusCode.UNAVAILABLE, "CATCHING_UP", "RetryInfo")
        assert fault.met and server.health() == "NOT_SERVING"
    server.wait_serving()
    watched.watch.start()
    watched.wait_shown()
    watched.finish()
