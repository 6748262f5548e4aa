# SPDX-License-Identifier: Apache-2.0
"""The HTTP port: who may ask for what, and clients that are silent, slow or many."""

import concurrent.futures
import contextlib
import time

from support import topic_admin
from support.http_port import SERVED, ask, connect, follow, http_address
from support.waiting import wait_until

HALF_A_REQUEST = b"GET /metrics HTTP/1.1\r\nHost: local"
PAGE_REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def _scrapes(server):
    answer = ask(server, "/metrics")
    return answer.status == 200 and "\nrollcall_ready 1\n" in answer.text


def test_readiness_is_that_of_the_api_and_says_why(new_topic, start_server):
    topic = new_topic(create=False)
    server = start_server(topic, *SERVED, wait=False)
    not_ready = wait_until(
        lambda: (answer := ask(server, "/readyz")) and topic.name in answer.text and answer, "the topic is missing"
    )
    assert not_ready.status == 503 and not_ready.text.startswith("not ready: "), not_ready
    assert server.health() == "NOT_SERVING" and ask(server, "/healthz").status == 200
    assert ask(server, "/").status == 503 and "Not ready" in ask(server, "/").text
    topic.create()
    server.wait_serving()
    assert ask(server, "/readyz").status == 200
    topic_admin.delete(topic)
    wait_until(lambda: ask(server, "/readyz").status == 503, "it is not ready without its topic")
    assert server.health() == "NOT_SERVING"


def test_the_page_is_off_where_other_machines_can_reach_it(topic, start_server):
    topic.publish(1)
    reachable = start_server(topic, "--http-listen", "0.0.0.0:0")
    assert ask(reachable, "/").status == 404 and "--status-page" in ask(reachable, "/").text
    assert ask(reachable, "/nodes/1").status == 404 and ask(reachable, "/live").status == 404
    assert _scrapes(reachable) and ask(reachable, "/readyz").status == 200
    opened = start_server(topic, "--http-listen", "0.0.0.0:0", "--status-page", "always")
    assert ask(opened, "/").status == 200
    closed = start_server(topic, *SERVED, "--status-page", "never")
    assert ask(closed, "/").status == 404 and _scrapes(closed)


def test_a_name_that_somebody_resolved_to_loopback_is_refused(topic, start_server):
    server = start_server(topic, *SERVED, "--http-allow-host", "status.example")
    port = http_address(server).rsplit(":", 1)[1]
    for host in ("evil.example", f"evil.example:{port}", "10.0.0.1"):
        for path in ("/", "/metrics", "/live", "/nodes/1"):
            assert ask(server, path, Host=host).status == 421, (host, path)
    for host in (f"localhost:{port}", "127.0.0.1", "status.example"):
        assert ask(server, "/", Host=host).status == 200, host


def test_what_cannot_be_asked_is_answered_with_what_can(topic, start_server):
    topic.publish(1)
    server = start_server(topic, *SERVED)
    assert "/metrics" in ask(server, "/nothing").text
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = ask(server, "/", method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD"), method
    bad = ask(server, "/?state=broken")
    assert bad.status == 400 and "write up, down, other, invalid or stale" in bad.text
    assert ask(server, "/?node=1&name=*&topic=*&state=up").status == 200
    head = ask(server, "/", "HEAD")
    assert (head.status, head.text) == (200, "")


def test_several_scrapers_and_silent_connections_harm_nobody(topic, start_server):
    """Connections that are silent, send half a request, do not read their answers or follow without reading."""
    for node in range(50):
        topic.publish(node, {f"name_{number}": ["foo"] for number in range(50)})
    server = start_server(topic, *SERVED, "--max-page-viewers", "20")
    with contextlib.ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(connect(server))
            stack.enter_context(connect(server, HALF_A_REQUEST))
            stack.enter_context(connect(server, PAGE_REQUEST * 5))
        for _ in range(20):
            stack.enter_context(follow(server)[0])
        assert ask(server, "/live").status == 503
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            assert all(pool.map(lambda _: _scrapes(server), range(80)))
        began = time.monotonic()
        offset = topic.publish(1)
        wait_until(lambda: f"\nrollcall_revision {offset}\n" in ask(server, "/metrics").text, "the change is shown")
        assert time.monotonic() - began < 30, "the consumer waits for a client of the HTTP port"
        assert server.health() == "SERVING"


def test_more_connections_than_may_be_open_end_those_that_are_silent(topic, start_server):
    server = start_server(topic, *SERVED)
    with contextlib.ExitStack() as stack:
        for _ in range(1200):
            stack.enter_context(connect(server))
        assert _scrapes(server)
    assert "closed a connection to the HTTP port that was silent" in server.child.stderr()


def test_a_viewer_hears_of_changes_and_of_life(topic, start_server):
    topic.publish(1)
    server = start_server(topic, *SERVED)
    connection, first = follow(server, "?node=1")
    with connection:
        offset = topic.publish(1, {"name_a": ["foo"]})
        received = ""

        def heard():
            nonlocal received
            received += connection.recv(4096).decode()
            return f'"revision":{offset},' in received

        assert "text/event-stream" in first and "event: state" in first
        wait_until(heard, "the viewer hears of the change")


def test_the_server_ends_in_time_although_viewers_follow(topic, start_server):
    server = start_server(topic, *SERVED)
    with follow(server)[0] as viewer, connect(server, HALF_A_REQUEST):
        server.stop()
        wait_until(lambda: viewer.recv(4096) == b"", "the stream ends")
