# SPDX-License-Identifier: Apache-2.0
"""Clients in five languages, each on its own implementation of gRPC, see the same: lists, changes, errors, deadlines,
cancellations, an answer of many megabytes, and many streams on one connection.
"""

import pytest

from support.clients import LANGUAGES, Client, end_line, shown_state
from support.http_port import SERVED
from support.metrics import wait_watchers
from support.topic import little_endian

STREAMS = 100
# Much more than any client's windows and the socket's buffers hold, in values of which two make a message.
BIG_NODES, BIG_VALUE = 24, "x" * 500_000

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def topic(module_topic):
    for node in range(4):
        module_topic.publish(node, {"name_a": ["foo"], "näme_b": ["bar"]})
    return module_topic


@pytest.fixture(scope="module")
def server(topic, start_module_server):
    return start_module_server(topic, *SERVED)


@pytest.fixture(scope="module")
def big_topic(new_topic):
    topic = new_topic()
    for node in range(BIG_NODES):
        topic.publish(node, {"name_a": {"input_topics": ["foo"], "description": BIG_VALUE}})
    return topic


@pytest.fixture(scope="module")
def big_server(big_topic, start_module_server):
    return start_module_server(big_topic)


@pytest.fixture
def start(language, tmp_path):
    """start(server, scenario, *arguments): this language's client."""
    clients = []

    def make(server, scenario, *arguments):
        clients.append(Client(language, tmp_path, server, scenario, *arguments))
        return clients[-1]

    yield make
    for client in clients:
        client.kill()


def test_list(start, server, topic):
    expected = shown_state(server, topic.end() - 1)
    assert start(server, "list").all_lines() == [expected]


def test_list_of_many_pages(start, big_server, big_topic):
    expected = shown_state(big_server, big_topic.end() - 1)
    assert start(big_server, "list").all_lines() == [expected]


def test_watch_sees_a_change_and_a_removal(start, server, topic):
    topic.publish(7, {"name_c": ["baz"]})
    before = shown_state(server, topic.end() - 1)
    client = start(server, "watch", topic.end() + 1)
    assert client.wait_line("the first checkpoint") == before
    topic.publish(1, {"name_c": ["baz"]})
    removed = topic.produce(little_endian(7), None)
    assert client.all_lines()[-1] == shown_state(server, removed)


def test_error_has_its_details(start, server):
    assert start(server, "error").all_lines() == [end_line("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")]


def test_deadline_ends_a_watch(start, server):
    lines = start(server, "deadline", 2000).all_lines()
    assert lines[-1] == end_line("DEADLINE_EXCEEDED")
    wait_watchers(server, 0)


def test_cancelled_watch_is_forgotten(start, server, topic):
    expected = shown_state(server, topic.end() - 1)
    assert start(server, "cancel").all_lines() == [expected, end_line("CANCELLED")]
    wait_watchers(server, 0)


def test_flow_control_holds_a_big_snapshot(start, big_server, big_topic):
    """What has not left when a node changes is sent as it is then, so the first checkpoint includes the change."""
    revision = big_topic.end()
    client = start(big_server, "slow", revision)
    assert client.wait_line("the first message") == {"waiting": True}
    assert big_topic.publish(1, {"name_b": ["bar"]}) == revision
    expected = shown_state(big_server, revision)
    client.go_on()
    assert client.all_lines()[1:] == [expected]


def test_many_streams_on_one_connection(start, server, topic):
    client = start(server, "many", STREAMS, topic.end())
    wait_watchers(server, STREAMS)
    revision = topic.publish(2, {"name_d": ["foo"]})
    assert client.all_lines() == [shown_state(server, revision)] * STREAMS
