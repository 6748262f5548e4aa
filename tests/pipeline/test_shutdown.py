# SPDX-License-Identifier: Apache-2.0
"""SIGTERM ends watches with a reason, answers waiting calls, and the process ends with 0."""

import signal
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from support import topic_admin
from support.api import pb
from support.errors import Details
from support.fold import Watch
from support.topic import Topic
from support.waiting import DEADLINE_S

_AT_ONCE_S = 3  # a request to a broker that does not answer takes five seconds


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


def _stop_broker(kafka, topic):
    kafka.pause()


def _kill_broker(kafka, topic):
    kafka.child.kill()


def _delete_topic(kafka, topic):
    topic_admin.delete(topic)


def _heal(kafka):
    if kafka.paused:
        kafka.resume()
    if not kafka.child.running():
        kafka.launch()
    kafka.wait_answers()


class Callers:
    """A watch, a list that waits for its revision, and a watch of the server's health."""

    def __init__(self, server, revision):
        self._watch = Watch(server.stub)
        self._watch.until_revision(revision)
        self._list = server.stub.ListNodes.future(pb.ListNodesRequest(min_revision=10**9), timeout=DEADLINE_S)
        self._health = health_pb2_grpc.HealthStub(server.channel).Watch(health_pb2.HealthCheckRequest())
        assert next(self._health).status == health_pb2.HealthCheckResponse.SERVING

    def ends(self):
        """How each of them ends. Fails if one of them does not end at once."""
        with ThreadPoolExecutor() as threads:
            watch = threads.submit(self._watch.failure)
            health = threads.submit(next, self._health)
            waiting = self._list.exception(_AT_ONCE_S)
            assert health.result(_AT_ONCE_S).status == health_pb2.HealthCheckResponse.NOT_SERVING
            return [Details(error) for error in (watch.result(_AT_ONCE_S), waiting)]


@pytest.mark.parametrize("disturb", [_delete_topic, _stop_broker, _kill_broker])
def test_callers_are_told_first_whatever_kafka_does(own_kafka, start_server, disturb):
    _heal(own_kafka)
    topic = Topic(own_kafka.address, f"status.{disturb.__name__}").create()
    revision = topic.publish(1)
    server = start_server(topic)
    disturb(own_kafka, topic)
    # Two threads ask the broker. When each has failed once, at least one of them waits for its next answer.
    for fault in ("does not answer a probe", "cannot be described"):
        server.child.wait_for(lambda: fault in server.child.stderr(), f"the log says: {fault}")
    callers = Callers(server, revision)
    server.terminate()
    for end in callers.ends():
        assert (end.code, end.ErrorInfo.reason) == (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN"), end
    assert server.child.wait(30) == 0, server.child.report()
