# SPDX-License-Identifier: Apache-2.0
"""Callers reach the server through nginx (grpc_pass)."""

import grpc
import pytest

from support.api import pb, pb_grpc
from support.clients import LANGUAGES, Client, end_line, shown_state
from support.errors import Details
from support.fold import Watch
from support.http_port import SERVED
from support.metrics import wait_watchers
from support.nginx import Nginx
from support.paths import DEPS
from support.rollcalld import SERVICE
from support.tools import run_tool
from support.waiting import DEADLINE_S, wait_until


@pytest.fixture
def server(start_server, topic_of_four_nodes):
    return start_server(topic_of_four_nodes, *SERVED)


@pytest.fixture
def nginx(server, tmp_path):
    nginx = Nginx(tmp_path, server.address)
    yield nginx
    nginx.stop()


@pytest.fixture
def stub(nginx):
    return pb_grpc.CoprocessorStatusServiceStub(nginx.channel)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_client_lists_and_watches(nginx, server, topic, tmp_path, language):
    before = shown_state(server, topic.end() - 1)
    assert Client(language, tmp_path, nginx, "list").all_lines() == [before]
    watch = Client(language, tmp_path, nginx, "watch", topic.end())
    assert watch.wait_line("the first checkpoint") == before
    after = shown_state(server, topic.publish(1, {"name_b": ["bar"]}))
    assert watch.all_lines()[-1] == after
    wait_watchers(server, 0)


def test_errors_keep_their_details(nginx, tmp_path):
    lines = Client("go", tmp_path, nginx, "error").all_lines()
    assert lines == [end_line("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_server_every_client_sees_unavailable(nginx, server, tmp_path, language):
    server.stop()
    assert Client(language, tmp_path, nginx, "list").all_lines() == [end_line("UNAVAILABLE")]


def test_deadline_of_a_caller_reaches_the_server(nginx, server, tmp_path):
    assert Client("go", tmp_path, nginx, "deadline", 2000).all_lines()[-1] == end_line("DEADLINE_EXCEEDED")
    wait_watchers(server, 0)


def test_health_through_it(nginx):
    run_tool(DEPS / "bin" / "grpc-health-probe", f"-addr={nginx.address}", f"-service={SERVICE}").check()


def test_watch_survives_a_reload(nginx, stub, topic):
    watch = Watch(stub)
    watch.until_revision(topic.end() - 1)
    nginx.reload()
    nginx.child.wait_for(lambda: "reconfiguring" in nginx.child.stderr(), "nginx reloads")
    nginx.child.wait_for(lambda: "gracefully shutting down" in nginx.child.stderr(), "the old worker ends its calls")
    watch.until_revision(topic.publish(1, {"name_b": ["bar"]}))
    watch.stop()


def test_stopped_server_is_unavailable(nginx, stub, server, topic):
    watch = Watch(stub)
    watch.until_revision(topic.end() - 1)
    server.stop()
    details = Details(watch.failure())
    assert (details.code, details.ErrorInfo.reason) == (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN"), details
    with pytest.raises(grpc.RpcError) as raised:
        stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)
    assert raised.value.code() == grpc.StatusCode.UNAVAILABLE, raised.value


def test_restarted_server_is_reached_again(nginx, stub, server, topic):
    server.restart()

    def listed():
        try:
            return stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S).nodes
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE, error
            return None

    assert len(wait_until(listed, "nginx reaches the new server")) == 4
