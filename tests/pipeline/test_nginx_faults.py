# SPDX-License-Identifier: Apache-2.0
"""What nginx does to calls that pass through it (docs/cookbook.md has the table), and that watches go on over it."""

import contextlib

import grpc
import pytest

from support.api import pb, pb_grpc
from support.compare import assert_equals_reference
from support.fold import Watch
from support.http_port import SERVED
from support.nginx import Nginx
from support.screen import watch_lines
from support.topic import little_endian
from support.waiting import DEADLINE_S, wait_until
from support.watchers import ResumingWatch

# What a client may see of a connection or a stream that nginx ends. All of them mean: call again.
CUT = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL, grpc.StatusCode.CANCELLED}


@pytest.fixture
def server(start_server, topic_of_four_nodes):
    return start_server(topic_of_four_nodes, *SERVED)


@pytest.fixture
def start_nginx(server, tmp_path):
    """start_nginx(**directives): an nginx before the server."""
    with contextlib.ExitStack() as stack:

        def start(**directives):
            nginx = Nginx(tmp_path, server.address, **directives)
            stack.callback(nginx.stop)
            return nginx

        yield start


def _stub(nginx):
    return pb_grpc.CoprocessorStatusServiceStub(nginx.channel)


class _Proxied:
    """A server as clients of nginx see it."""

    def __init__(self, nginx):
        self.stub = _stub(nginx)


def _wait_lines(client, kind, count):
    client.wait_for(lambda: len(watch_lines(client, kind)) >= count, f"{count} times {kind}")


def _nodes_shown(client):
    return [line["node"]["nodeId"] for line in watch_lines(client, "node")]


def _held_by(client):
    """{node id: revision} of the nodes that the lines of `rollcall watch` leave."""
    held = {}
    for line in watch_lines(client):
        if line["type"] == "node":
            held[line["node"]["nodeId"]] = line["node"]["revision"]
        elif line["type"] == "removed":
            held.pop(line["removed"]["nodeId"])
    return held


def _change(topic):
    """Deletes a node and changes another. Returns the last offset."""
    deleted = topic.produce(little_endian(2), None)
    return topic.publish(1, {"name_b": ["bar"]}, instance=f"run-{deleted}")


def _seconds(earlier, later):
    return later.answer_time.ToDatetime().timestamp() - earlier.answer_time.ToDatetime().timestamp()


@pytest.fixture
def watch_through(start_nginx, start_client, topic):
    """watch_through(**directives): an nginx, and what watches through it: `rollcall` and a client that folds."""
    watches = []

    def start(**directives):
        nginx = start_nginx(**directives)
        folding = ResumingWatch([_Proxied(nginx)], stream_s=3 * DEADLINE_S, ends=CUT, pause_s=0.1)
        watches.append(folding)
        folding.start()
        client = start_client(nginx, "watch")
        _wait_shown(client, folding, topic)
        return nginx, client, folding

    yield start
    for folding in watches:
        folding.stopping.set()


def _wait_shown(client, folding, topic):
    """Waits until both have seen all of the topic, and compares what they hold with it."""
    end = topic.end()
    nodes = folding.wait_nodes(lambda header: header.revision == end - 1)
    assert_equals_reference(folding.fold.header, [nodes[node] for node in sorted(nodes)], topic.records())
    expected = {node: str(status.revision) for node, status in nodes.items()}
    client.wait_for(lambda: _held_by(client) == expected, f"rollcall shows {expected}")


def test_heartbeats_keep_an_idle_watch_alive(start_nginx, topic):
    """As the default heartbeat of 15 s does with nginx's default of 60 s."""
    nginx = start_nginx(grpc_read_timeout="5s")
    watch = Watch(_stub(nginx), heartbeat_interval={"seconds": 1})
    first = watch.until_revision(topic.end() - 1).header
    watch.until(lambda fold: _seconds(first, fold.header) > 11)
    watch.stop()


def test_a_watch_that_is_silent_for_too_long_is_cut_and_resumes(start_nginx, topic, start_client):
    nginx = start_nginx(grpc_read_timeout="3s")
    client = start_client(nginx, "watch")  # its heartbeats come every 15 s
    _wait_lines(client, "resumed", 2)
    topic.publish(7, {"name_b": ["bar"]})
    client.wait_for(lambda: 7 in _nodes_shown(client), "the change")
    assert sorted(_nodes_shown(client)) == [0, 1, 2, 3, 7]  # each node once, whatever was cut
    assert any("RST_STREAM" in lost["error"] for lost in watch_lines(client, "lost"))
    assert Watch(_stub(nginx)).failure().code() == grpc.StatusCode.INTERNAL


@pytest.mark.parametrize(
    "directives, codes",
    [
        ({}, {grpc.StatusCode.UNAVAILABLE}),
        ({"error_page": "404 = @unavailable"}, {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNKNOWN}),
    ],
    ids=["as configured", "with a page for 502"],
)
def test_watches_go_on_when_the_server_comes_back(watch_through, server, topic, directives, codes):
    """Meanwhile nginx answers for it."""
    nginx, client, folding = watch_through(**directives)
    server.stop()
    _wait_lines(client, "lost", 1)
    wait_until(lambda: "502" in [status for _, _, status in nginx.calls()], "nginx cannot reach the server")
    _change(topic)
    server.start(server.address)
    _wait_lines(client, "resumed", 1)
    _wait_shown(client, folding, topic)
    assert set(folding.codes) <= codes, folding.codes


def test_watches_go_on_when_nginx_comes_back(watch_through, topic):
    nginx, client, folding = watch_through()
    nginx.kill()
    _wait_lines(client, "lost", 1)
    _change(topic)
    nginx.start()
    _wait_lines(client, "resumed", 1)
    _wait_shown(client, folding, topic)


def test_a_reload_cuts_watches_after_its_timeout_and_loses_nothing(watch_through, topic):
    nginx, client, folding = watch_through(worker_shutdown_timeout="1s")
    nginx.reload()
    _change(topic)
    _wait_lines(client, "resumed", 1)
    folding.wait_nodes(lambda _: folding.codes)
    topic.publish(9, {"name_c": ["baz"]})
    _wait_shown(client, folding, topic)
    assert folding.fold.snapshots == ["REASON_REQUESTED"], folding.fold.snapshots


def test_lists_over_reloads(start_nginx):
    """A list may meet the end of a worker. Then it gets a code that means: call again."""
    nginx = start_nginx()
    stub = _stub(nginx)
    errors = []
    for reload in range(1, 6):
        nginx.reload()
        while nginx.workers() <= reload:
            try:
                assert len(stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S).nodes) == 4
            except grpc.RpcError as error:
                errors.append(error.code())
    assert set(errors) <= CUT and len(errors) <= 5, errors


@pytest.mark.parametrize("directive", [{"keepalive_requests": "3"}, {"keepalive_time": "1s"}])
def test_a_watch_goes_on_over_goaway(start_nginx, topic, directive):
    """nginx lets the calls of the old connection end, and the client makes its next ones on a new connection."""
    nginx = start_nginx(**directive)
    stub = _stub(nginx)
    watch = Watch(stub)
    watch.until_revision(topic.end() - 1)

    def list_on_a_second_connection():
        try:
            stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)
        except grpc.RpcError as error:  # it was sent on the old connection in the moment of GOAWAY
            assert error.code() in CUT
        return len({connection for connection, _, _ in nginx.calls()}) > 1

    wait_until(list_on_a_second_connection, "nginx sends GOAWAY, and the client connects again")
    for _ in range(3):
        watch.until_revision(_change(topic))
    watch.stop()
    assert {status for _, _, status in nginx.calls()} == {"200"}
