# SPDX-License-Identifier: Apache-2.0
"""What Prometheus is told, by its own text format: the state of the source, what is shown, who watches."""

import pytest

from support.fold import Watch
from support.metrics import SERVED, scrape, wait_watchers
from support.waiting import wait_until


def _states(server):
    return [key[1] for key, value in scrape(server).items() if key[0] == "rollcall_source_state" and value == 1]


@pytest.fixture
def metered(start_server, topic):
    return start_server(topic, *SERVED)


def test_what_is_shown_and_who_watches(metered, topic):
    topic.publish(1)
    topic.produce(b"no node", b"x")
    last = topic.publish(2)
    watch = Watch(metered.stub)
    watch.until_revision(last)
    told = scrape(metered)
    assert (told["rollcall_ready"], told["rollcall_revision"]) == (1, last)
    assert (told["rollcall_nodes"], told["rollcall_problems"], told["rollcall_watchers"]) == (2, 1, 1)
    assert told["rollcall_feed_records_total"] == 3 and told["rollcall_feed_replays_total"] == 1
    assert told["rollcall_watch_messages_total"] >= 1 and told["rollcall_watch_bytes_total"] > 100
    watch.stop()
    wait_watchers(metered, 0)


def test_evidence_goes_on(metered):
    before = scrape(metered)["rollcall_as_of_timestamp_seconds"]
    wait_until(lambda: scrape(metered)["rollcall_as_of_timestamp_seconds"] > before, "as_of_time moves")
    assert _states(metered) == ["current"]


def test_a_missing_topic_is_told_until_it_is_there(new_topic, start_server):
    topic = new_topic(create=False)
    server = start_server(topic, *SERVED, wait=False)
    wait_until(lambda: _states(server) == ["topic_missing"], "the metric says that the topic is missing")
    assert scrape(server)["rollcall_ready"] == 0
    topic.create()
    wait_until(lambda: _states(server) == ["current"], "the metric says that all is well")
    assert scrape(server)["rollcall_ready"] == 1
