# SPDX-License-Identifier: Apache-2.0
"""SIGTERM ends watches with a reason, answers waiting calls, and the process ends with 0."""

import signal

import grpc
import pytest

from support.api import pb
from support.errors import Details
from support.fold import Watch
from support.waiting import DEADLINE_S


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_watches_end_with_the_reason(server, topic, number):
    offset = topic.publish(1)
    watches = [Watch(server.stub, min_revision=offset) for _ in range(10)]
    for watch in watches:
        watch.until_revision(offset)
    server.child.signal(number)
    for watch in watches:
        details = Details(watch.failure())
        assert (details.code, details.ErrorInfo.reason) == (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN"), details
        assert hasattr(details, "RetryInfo"), details
    assert server.child.wait(30) == 0, server.child.report()


def test_a_waiting_list_does_not_delay_it(server, topic):
    waiting = server.stub.ListNodes.future(pb.ListNodesRequest(min_revision=10**9), timeout=DEADLINE_S)
    watch = Watch(server.stub)  # when it answers, the server has received the earlier list too
    watch.next()
    server.terminate()
    assert waiting.exception().code() == grpc.StatusCode.UNAVAILABLE
    assert server.child.wait(30) == 0, server.child.report()


def test_it_ends_while_no_broker_can_be_reached(new_topic, start_server):
    topic = new_topic(create=False)
    topic.brokers = "127.0.0.1:1"
    server = start_server(topic, wait=False)
    server.terminate()
    assert server.child.wait(30) == 0, server.child.report()
