# SPDX-License-Identifier: Apache-2.0
"""SIGTERM drains a server: balancers notice first, then its watches move, and only then it ends (docs/lifecycle.md)."""

import itertools
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from support import frames
from support.api import pb, pb_grpc
from support.attacker import Attacker
from support.errors import Details
from support.fold import Watch
from support.http_port import SERVED
from support.metrics import scrape
from support.rollcalld import SERVICE
from support.waiting import DEADLINE_S, wait_until

# The first half of this lasts until the test has seen what it wants to see; a second signal ends it.
_LONG = ("--drain", "10m")
_AT_ONCE_S = 30


def _reason(error):
    details = Details(error)
    assert details.code == grpc.StatusCode.UNAVAILABLE and hasattr(details, "RetryInfo"), details
    return details.ErrorInfo.reason


def _drain(server):
    server.terminate()
    server.child.wait_for(lambda: "msg=draining" in server.child.stderr(), "the log says that it drains")
    wait_until(lambda: server.health() == "NOT_SERVING", "its health says so")


@pytest.fixture
def draining(start_server, topic):
    """A server that drains for as long as the test lasts, with one watch."""
    revision = topic.publish(1)
    server = start_server(topic, *SERVED, *_LONG)
    server.watch = Watch(server.stub, min_revision=revision)
    server.watch.until_revision(revision)
    server.health_watch = health_pb2_grpc.HealthStub(server.channel).Watch(
        health_pb2.HealthCheckRequest(service=SERVICE), timeout=DEADLINE_S
    )
    assert next(server.health_watch).status == health_pb2.HealthCheckResponse.SERVING
    server.waiting_list = server.stub.ListNodes.future(pb.ListNodesRequest(min_revision=10**9), timeout=DEADLINE_S)
    assert len(server.stub.ListNodes(pb.ListNodesRequest()).nodes) == 1
    _drain(server)
    wait_until(server.waiting_list.done, "lists that wait are ended, which is the last that the drain's begin does")
    yield server
    assert server.child.running(), server.child.report()
    server.terminate()  # the second signal
    assert _reason(server.watch.failure()) == "SHUTTING_DOWN"
    assert server.child.wait(_AT_ONCE_S) == 0, server.child.report()
    assert "a second signal came" in server.child.stderr()


def test_the_health_says_it_first(draining):
    assert next(draining.health_watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
    assert [draining.health(service) for service in (SERVICE, "")] == ["NOT_SERVING"] * 2


def test_the_metrics_say_it(draining, start_server, topic):
    assert scrape(draining)["rollcall_draining"] == 1
    assert scrape(start_server(topic, *SERVED))["rollcall_draining"] == 0


def test_lists_are_answered_meanwhile_on_old_connections_and_new_ones(draining):
    with draining.connect([("grpc.use_local_subchannel_pool", 1)]) as channel:
        for stub in (draining.stub, pb_grpc.CoprocessorStatusServiceStub(channel)):
            assert len(stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S).nodes) == 1


def test_watches_go_on_meanwhile(draining, topic):
    draining.watch.until_revision(topic.publish(2))
    assert sorted(draining.watch.fold.nodes) == [1, 2]


def test_lists_that_wait_are_sent_elsewhere_at_once(draining):
    assert _reason(draining.waiting_list.exception(_AT_ONCE_S)) == "SHUTTING_DOWN"
    late = draining.stub.ListNodes.future(pb.ListNodesRequest(min_revision=10**9), timeout=DEADLINE_S)
    assert _reason(late.exception(_AT_ONCE_S)) == "SHUTTING_DOWN"


def test_new_watches_are_sent_elsewhere_at_once(draining):
    assert _reason(Watch(draining.stub).failure()) == "SHUTTING_DOWN"


def test_a_new_watch_is_answered_and_its_connection_ends(draining):
    """So the next call of a client behind a balancer of connections gets to another replica."""
    caller = Attacker(draining.address)
    caller.send(frames.call(1, "/rollcall.v1.CoprocessorStatusService/WatchStatus"))
    caller.wait_end()
    kinds = [(received.kind, received.stream) for received in caller.received]
    assert (frames.GOAWAY, 0) in kinds, kinds
    assert (frames.HEADERS, 1) in kinds, kinds  # the answer came all the same


def _ends_of_watches(start_server, topic, drain_s, count):
    """When the watches of a draining server ended, in seconds from the signal on, sorted."""
    revision = topic.publish(1)
    server = start_server(topic, "--drain", f"{drain_s}s")
    watches = [Watch(server.stub, min_revision=revision) for _ in range(count)]
    for watch in watches:
        watch.until_revision(revision)

    def end(watch):
        return _reason(watch.failure()), time.monotonic()

    with ThreadPoolExecutor(count) as threads:
        ends = [threads.submit(end, watch) for watch in watches]
        began = time.monotonic()
        server.terminate()
        reasons, times = zip(*(end.result(DEADLINE_S) for end in ends))
    assert set(reasons) == {"SHUTTING_DOWN"}
    assert server.child.wait(DEADLINE_S) == 0, server.child.report()
    log = server.child.stderr()
    assert log.index("msg=draining") < log.index('msg="ending watches"') < log.index("msg=drained")
    return sorted(ended - began for ended in times)


def test_the_watches_end_one_by_one_in_the_second_half(start_server, topic):
    drain_s, count = 4, 40
    half_s = drain_s / 2
    # A loaded machine can only delay an end, so none may ever come too early; and it may push ends together, but hardly
    # in each of three drains.
    earliest = [half_s * (1 + 0.7 * number / count) for number in range(count)]
    for _ in range(3):
        times = _ends_of_watches(start_server, topic, drain_s, count)
        assert all(ended >= least for ended, least in zip(times, earliest)), times
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        if times[-1] - times[0] >= half_s * 0.7 and max(gaps) < half_s:
            return
    raise AssertionError(f"they ended together: {times}")


def test_no_connection_is_taken_in_the_second_half(start_server, topic):
    """A connection that is refused makes clients and proxies ask another replica at once."""
    revision = topic.publish(1)
    server = start_server(topic, "--drain", "6s")
    watches = [Watch(server.stub, min_revision=revision) for _ in range(5)]
    for watch in watches:
        watch.until_revision(revision)
    server.terminate()
    server.child.wait_for(lambda: "ending watches" in server.child.stderr(), "the second half begins")
    host, port = server.address.rsplit(":", 1)

    def is_refused():
        with socket.socket() as connection:
            return connection.connect_ex((host, int(port))) != 0

    wait_until(is_refused, "connections are refused")
    if not server.child.running():
        pytest.fail("the server ended before it was seen to refuse connections while it has watches")
    for watch in watches:
        assert _reason(watch.failure()) == "SHUTTING_DOWN"
    assert server.child.wait(DEADLINE_S) == 0, server.child.report()


@pytest.mark.parametrize("number, flags", [(signal.SIGINT, _LONG), (signal.SIGTERM, ("--drain", "0s"))])
def test_it_ends_at_once_on_sigint_and_without_a_drain_time(start_server, topic, number, flags):
    revision = topic.publish(1)
    server = start_server(topic, *flags)
    watch = Watch(server.stub, min_revision=revision)
    watch.until_revision(revision)
    server.child.signal(number)
    assert _reason(watch.failure()) == "SHUTTING_DOWN"
    assert server.child.wait(_AT_ONCE_S) == 0, server.child.report()


def test_without_callers_it_ends_after_the_first_half(start_server, topic):
    server = start_server(topic, "--drain", "2s")
    server.channel.close()
    server.terminate()
    assert server.child.wait(DEADLINE_S) == 0, server.child.report()
    assert "msg=drained watches=0" in server.child.stderr()
