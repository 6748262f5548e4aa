"""What Prometheus is told, by its own text format: the state of the source, what is shown, who watches."""

import re
import urllib.request

import pytest

from support.fold import Watch
from support.waiting import DEADLINE_S, wait_until

_METRICS_ON = re.compile(r"^metrics on (\S+:\d+)$", re.MULTILINE)
_SAMPLE = re.compile(r"^(rollcall_\w+)(?:\{state=\"(\w+)\"\})? (\S+)$", re.MULTILINE)


def _scrape(server):
    """{name, or (name, state): value}"""
    address = _METRICS_ON.search(server.child.stdout())[1]
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=DEADLINE_S) as answer:
        text = answer.read().decode()
    return {(name, state) if state else name: float(value) for name, state, value in _SAMPLE.findall(text)}


def _states(server):
    return [key[1] for key, value in _scrape(server).items() if key[0] == "rollcall_source_state" and value == 1]


@pytest.fixture
def metered(start_server, topic):
    return start_server(topic, "--metrics-listen", "127.0.0.1:0")


def test_what_is_shown_and_who_watches(metered, topic):
    topic.publish(1)
    topic.produce(b"no node", b"x")
    last = topic.publish(2)
    watch = Watch(metered.stub)
    watch.until_revision(last)
    told = _scrape(metered)
    assert (told["rollcall_ready"], told["rollcall_revision"]) == (1, last)
    assert (told["rollcall_nodes"], told["rollcall_problems"], told["rollcall_watchers"]) == (2, 1, 1)
    assert told["rollcall_feed_records_total"] == 3 and told["rollcall_feed_replays_total"] == 1
    assert told["rollcall_watch_messages_total"] >= 1 and told["rollcall_watch_bytes_total"] > 100
    watch.stop()
    wait_until(lambda: _scrape(metered)["rollcall_watchers"] == 0, "the watch that ended is not counted")


def test_evidence_goes_on(metered):
    before = _scrape(metered)["rollcall_as_of_timestamp_seconds"]
    wait_until(lambda: _scrape(metered)["rollcall_as_of_timestamp_seconds"] > before, "as_of_time moves")
    assert _states(metered) == ["current"]


def test_a_missing_topic_is_told_until_it_is_there(new_topic, start_server):
    topic = new_topic(create=False)
    server = start_server(topic, "--metrics-listen", "127.0.0.1:0", wait=False)
    wait_until(lambda: _states(server) == ["topic_missing"], "the metric says that the topic is missing")
    assert _scrape(server)["rollcall_ready"] == 0
    topic.create()
    wait_until(lambda: _states(server) == ["current"], "the metric says that all is well")
    assert _scrape(server)["rollcall_ready"] == 1
