# SPDX-License-Identifier: Apache-2.0
"""The connection to the broker is cut, hangs, is refused or slow: the server reports it, serves the last state and
recovers."""

import grpc
import pytest

from support.api import pb
from support.errors import answered, assert_refused
from support.proxy_faults import CutsMidway, Delays, Hangs
from support.waiting import DEADLINE_S, wait_until
from support.watched_topic import WatchedTopic


@pytest.fixture
def proxy(proxied_kafka):
    return proxied_kafka.proxy


@pytest.fixture
def watched(proxied_kafka, start_server):
    topic = proxied_kafka.new_topic()
    watched = WatchedTopic(topic, start_server(proxied_kafka.through_proxy(topic)))
    watched.start()
    yield watched
    watched.watch.stopping.set()


def _assert_reports_disconnected(watched):
    kept = watched.topic.records()
    watched.change()
    watched.wait_state(pb.SOURCE_STATE_DISCONNECTED)
    watched.wait_evidence_is_old()
    watched.assert_serves(kept)
    watched.wait_logged(pb.SOURCE_STATE_DISCONNECTED)
    assert watched.server.health() == "SERVING"


def test_no_connection_is_taken(watched, proxy):
    with proxy.refuses():
        _assert_reports_disconnected(watched)
    watched.wait_shown()
    watched.finish()


@pytest.mark.parametrize("fault", [Hangs, CutsMidway])
def test_no_response_arrives(watched, proxy, fault):
    with proxy.does(fault()) as applied:
        _assert_reports_disconnected(watched)
        assert applied.met
    watched.wait_shown()
    watched.finish()


@pytest.mark.parametrize(
    "apply", [lambda proxy: proxy.refuses(), lambda proxy: proxy.does(Hangs())], ids=["refuses", "hangs"]
)
def test_a_history_that_cannot_be_read_says_so_before_the_callers_deadline(watched, proxy, apply):
    server = watched.server
    with apply(proxy):
        assert_refused(
            lambda: answered(lambda: server.stub.ListChanges(pb.ListChangesRequest(), timeout=6)),
            grpc.StatusCode.UNAVAILABLE,
            "HISTORY_NOT_READ",
        )
    watched.wait_shown()
    assert server.stub.ListChanges(pb.ListChangesRequest(), timeout=DEADLINE_S).changes
    watched.finish()


def test_a_connection_is_cut_again_and_again(watched, proxy):
    for _ in range(6):
        before = proxy.accepted
        proxy.cut()
        watched.change()
        watched.wait_shown()
        assert proxy.accepted > before
    watched.finish()


def test_a_response_is_cut_in_the_middle(watched, proxy):
    with proxy.does(CutsMidway(b"name_")) as fault:
        last = watched.change()
        wait_until(lambda: fault.met >= 3, "responses with the records are cut")
        assert watched.header().revision < last
    watched.wait_shown()
    watched.finish()


def test_a_slow_broker(proxied_kafka, start_server):
    topic = proxied_kafka.new_topic()
    with proxied_kafka.proxy.does(Delays(0.3)) as fault:
        watched = WatchedTopic(topic, start_server(proxied_kafka.through_proxy(topic)))
        watched.start()
        watched.change()
        watched.wait_shown()
        watched.finish()
        assert fault.met


def test_a_very_slow_broker(proxied_kafka, start_server):
    """Too slow for evidence that is always younger than 5 s; its records are shown all the same."""
    topic = proxied_kafka.new_topic()
    topic.publish(1)
    with proxied_kafka.proxy.does(Delays(1)) as fault:
        watched = WatchedTopic(topic, start_server(proxied_kafka.through_proxy(topic)))
        watched.watch.start()
        last = watched.change()
        watched.watch.wait_nodes(lambda header: header.revision == last)
        watched.assert_serves(topic.records())
        watched.finish()
        assert fault.met
    assert {header.source_state for header in watched.watch.headers} <= {
        pb.SOURCE_STATE_CURRENT,
        pb.SOURCE_STATE_BEHIND,
    }
