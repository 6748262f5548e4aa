# SPDX-License-Identifier: Apache-2.0
"""A topic that is missing or unsuitable, or no broker: the server keeps running, is NOT_SERVING and answers with the
reason."""

import socket

import grpc
import pytest

from support.api import pb
from support.compare import list_all
from support.errors import assert_refused, list_error
from support.tools import rollcall
from support.topic import COMPACTED
from support.waiting import DEADLINE_S, wait_until


def _list(server):
    return server.stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)


def _wait_for_reason(server, code, reason):
    """Waits for the reason, which is known only when the broker has answered. Returns the error's details."""
    wait_until(lambda: reason in str(list_error(server).trailing_metadata()), f"the error's reason is {reason}")
    details = assert_refused(lambda: _list(server), code, reason)
    assert server.health() == "NOT_SERVING" and server.health("") == "SERVING"
    assert server.child.running()
    return details


def _assert_unreachable_until_logged(server, address):
    """From the first answer on, until the log has the source's state too, the reason is that no broker answers."""

    def is_logged():
        details = assert_refused(lambda: _list(server), grpc.StatusCode.UNAVAILABLE, "BROKER_UNREACHABLE", "RetryInfo")
        assert address in details.message, details
        return "state=SOURCE_STATE_DISCONNECTED" in server.child.stderr()

    wait_until(is_logged, "the log has the source's state")
    assert server.health() == "NOT_SERVING" and server.health("") == "SERVING"


def _assert_logged_without_flood(server, *words):
    lines = server.child.stderr().splitlines()
    assert any(all(word in line for word in words) for line in lines), server.child.report()
    assert len(lines) < 50, server.child.report()


def _assert_client_says(server, *words):
    done = rollcall(server, "list").check(4)
    *waiting, error = done.stderr.strip().splitlines()
    assert all(line.startswith("rollcall: waiting for an answer from ") for line in waiting) and len(waiting) <= 1, done
    assert all(word in error for word in words), done


def test_wrong_broker_address(new_topic, start_server):
    topic = new_topic(create=False)
    topic.brokers = "127.0.0.1:1"
    server = start_server(topic, wait=False)
    _assert_unreachable_until_logged(server, "127.0.0.1:1")
    _assert_logged_without_flood(server, "127.0.0.1:1")
    _assert_client_says(server, "127.0.0.1:1")


def test_a_broker_that_never_answers(new_topic, start_server):
    topic = new_topic(create=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        topic.brokers = f"127.0.0.1:{listener.getsockname()[1]}"
        server = start_server(topic, wait=False)
        _assert_unreachable_until_logged(server, topic.brokers)
        _assert_client_says(server, topic.brokers)


def test_missing_topic_is_served_once_created(new_topic, start_server):
    topic = new_topic(create=False)
    server = start_server(topic, wait=False)
    details = _wait_for_reason(server, grpc.StatusCode.UNAVAILABLE, "TOPIC_MISSING")
    assert hasattr(details, "RetryInfo") and topic.name in details.message, details
    _assert_logged_without_flood(server, topic.name)
    _assert_client_says(server, topic.name)
    topic.create()
    offset = topic.publish(1)
    server.wait_serving()
    assert len(list_all(server, min_revision=offset)[1]) == 1


@pytest.mark.parametrize(
    "how, word",
    [
        ({"partitions": 2}, "partition"),
        ({"config": {"cleanup.policy": "delete"}}, "cleanup.policy"),
        ({"config": COMPACTED | {"cleanup.policy": "compact,delete"}}, "cleanup.policy"),
    ],
)
def test_unsuitable_topic_is_refused_by_name_and_reason(new_topic, start_server, how, word):
    topic = new_topic(**how)
    topic.publish(1)
    server = start_server(topic, wait=False)
    details = _wait_for_reason(server, grpc.StatusCode.FAILED_PRECONDITION, "TOPIC_UNSUITABLE")
    assert topic.name in details.message and word in details.message, details
    _assert_logged_without_flood(server, topic.name, word)
    _assert_client_says(server, topic.name, word)


def test_watch_of_a_missing_topic_is_refused(new_topic, start_server):
    server = start_server(new_topic(create=False), wait=False)
    _wait_for_reason(server, grpc.StatusCode.UNAVAILABLE, "TOPIC_MISSING")
    assert_refused(
        lambda: next(server.stub.WatchStatus(pb.WatchStatusRequest(), timeout=DEADLINE_S)),
        grpc.StatusCode.UNAVAILABLE,
        "TOPIC_MISSING",
        "RetryInfo",
    )
