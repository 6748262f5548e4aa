# SPDX-License-Identifier: Apache-2.0
"""The metrics for Prometheus: the state of the source, what is shown, and the watchers."""

import pytest

from support.fold import Watch
from support.http_port import SERVED
from support.metrics import scrape, wait_watchers
from support.waiting import wait_until


def _states(server):
    return [key[1] for key, value in scrape(server).items() if key[0] == "rollcall_source_state" and value == 1]


@pytest.fixture
def metered(start_server, topic):
    return start_server(topic, *SERVED)


def test_what_is_shown_and_how_many_watch(metered, topic):
    topic.publish(1)
    topic.produce(b"no node", b"x")
    last = topic.publish(2)
    watch = Watch(metered.stub)
    watch.until_revision(last)
    metrics = scrape(metered)
    assert (metrics["rollcall_ready"], metrics["rollcall_revision"]) == (1, last)
    assert (metrics["rollcall_nodes", "up"], metrics["rollcall_invalid_key_records"], metrics["rollcall_watchers"]) == (
        2,
        1,
        1,
    )
    assert metrics["rollcall_feed_records_total"] == 3 and metrics["rollcall_feed_replays_total", "topic_found"] == 1
    assert metrics["rollcall_watch_messages_total"] >= 1 and metrics["rollcall_watch_bytes_total"] > 100
    watch.stop()
    wait_watchers(metered, 0)


def test_as_of_time_advances(metered):
    before = scrape(metered)["rollcall_as_of_timestamp_seconds"]
    wait_until(lambda: scrape(metered)["rollcall_as_of_timestamp_seconds"] > before, "as_of_time advances")
    assert _states(metered) == ["current"]


def test_a_missing_topic_is_reported_until_it_is_created(new_topic, start_server):
    topic = new_topic(create=False)
    server = start_server(topic, *SERVED, wait=False)
    wait_until(lambda: _states(server) == ["topic_missing"], "the metric is topic_missing")
    assert scrape(server)["rollcall_ready"] == 0
    topic.create()
    wait_until(lambda: _states(server) == ["current"], "the metric is current")
    assert scrape(server)["rollcall_ready"] == 1
