# SPDX-License-Identifier: Apache-2.0
"""What `rollcall` makes of answers that are not rollcalld's, of proxies, deadlines and signals."""

import os
import signal
import ssl

import pytest

from support.certificates import Authority
from support.first_process import as_first_process, first_process_of, require_namespaces
from support.other_servers import ConnectProxy, OtherServer, http1, http2, silent
from support.process import Child
from support.tools import program, rollcall, run_tool
from support.waiting import DEADLINE_S

_STATUSES = (301, 401, 403, 404, 502)


@pytest.fixture(scope="module")
def topic(module_topic):
    module_topic.publish(1, {"name_a": ["foo"]})
    return module_topic


@pytest.fixture(scope="module")
def server(topic, start_module_server):
    return start_module_server(topic)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"), "test-ca")


def _by_another_name(server):
    """An address of the server that does not look like one of this machine, so that proxies are used for it."""
    return server.address.replace("127.0.0.1", "0.0.0.0")


def _not_reached(address, server, *words, flags=()):
    """The wrong server is named, in one line that the program itself wrote, and the right one is asked."""
    alone = rollcall(address, "list", *flags).check(4)
    lines = alone.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("rollcall: "), alone
    assert all(word in lines[0] for word in (address, *words)), alone
    if not flags:
        assert "name_a" in rollcall(f"{address},{server.address}", "list").check().stdout


@pytest.mark.parametrize("status", _STATUSES)
def test_an_http_status_is_named_and_the_next_server_is_asked(server, status):
    with OtherServer(http2(status)) as other:
        _not_reached(other.address, server, f"it answered HTTP {status}")


def test_a_web_page_is_named_and_the_next_server_is_asked(server):
    with OtherServer(http2(200)) as other:
        _not_reached(other.address, server, "it speaks HTTP/2, but not gRPC")


# gRPC keeps of the status only the code that it derives from it.
@pytest.mark.parametrize(
    "status, named", [(301, ""), (400, "HTTP 400"), (401, "HTTP 401"), (404, "HTTP 404"), (502, "502, 503 or 504")]
)
def test_a_server_of_http1_is_named_and_the_next_server_is_asked(server, status, named):
    with OtherServer(http1(status)) as other:
        _not_reached(other.address, server, "it speaks HTTP/1", named)


def test_a_port_of_kafka_is_named_and_the_next_server_is_asked(server, brokers):
    _not_reached(brokers, server, "it closed the connection", "Kafka")
    _not_reached(brokers, server, "it closed the connection", flags=["--tls"])


def test_ports_with_and_without_tls(server, authority):
    certificate = authority.issue("server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)

    def speak_tls(connection):
        silent(context.wrap_socket(connection, server_side=True))

    with OtherServer(speak_tls) as other:
        _not_reached(other.address, server, "it may expect TLS", "--tls")
        _not_reached(other.address, server, "not HTTP/2", flags=["--tls-ca", authority.certificate])
    _not_reached(server.address, server, "it does not speak TLS", flags=["--tls"])


def test_an_established_watch_goes_on_trying(topic, server, start_server, start_client):
    """A web server takes the place of a rollcalld for a while."""
    watched = start_server(topic)
    client = start_client(watched, "watch", "--format", "log")
    client.wait_for(lambda: "name_a" in client.stdout(), "it watches")
    watched.stop()
    with OtherServer(http2(403), port=int(watched.address.rpartition(":")[2])) as other:
        assert other.accepted.wait(DEADLINE_S)
        client.wait_for(lambda: "trying to resume" in client.stderr(), "it has lost the server")
    watched.start(watched.address)
    client.wait_for(lambda: "resumed at" in client.stderr(), "it has resumed")
    assert client.stop() == 0
    assert all(line.startswith("rollcall: ") for line in client.stderr().splitlines()), client.report()


def test_a_proxy_connects_to_the_server(server):
    with ConnectProxy() as proxy:
        address = _by_another_name(server)
        url = f"http://me:p%40ss@{proxy.address}"
        assert "name_a" in rollcall(address, "list", https_proxy=url).check().stdout
        assert proxy.requested == [address] and proxy.credentials == ["me:p@ss"]
        rollcall(address, "list", https_proxy=url, no_proxy="example.com, 0.0.0.0/8").check()
        rollcall(server, "list", https_proxy=url).check()
        assert len(proxy.requested) == 1, "a server that no_proxy names, or of this machine, is reached directly"


def test_tls_through_a_proxy_is_with_the_server(topic, start_server, authority):
    certificate = authority.issue("server")
    keys = ("--tls-cert", certificate.certificate, "--tls-key", certificate.key)
    server = start_server(topic, *map(str, keys), wait=False)
    server.child.wait_for(lambda: "was read to its end" in server.child.stderr(), "the topic is read")
    with ConnectProxy() as proxy:
        words = (_by_another_name(server), "list", "--tls-ca", authority.certificate)
        refused = rollcall(*words, https_proxy=proxy.address).check(4)
        assert "its certificate is not for 0.0.0.0" in refused.stderr and proxy.address in refused.stderr, refused
        rollcall(*words, "--tls-server-name", "127.0.0.1", https_proxy=proxy.address).check()


def test_a_proxy_that_does_not_connect_is_named(server):
    address = _by_another_name(server)
    with ConnectProxy(status=403) as proxy:
        refused = rollcall(address, "list", http_proxy=f"http://me:s3cret@{proxy.address}").check(4)
    for word in (proxy.address, "http_proxy", "403 Forbidden", "no_proxy"):
        assert word in refused.stderr, refused
    away = rollcall(address, "list", grpc_proxy=proxy.address).check(4)
    assert proxy.address in away.stderr and "grpc_proxy" in away.stderr and "refused" in away.stderr, away
    other = rollcall(address, "list", https_proxy="socks5://me:s3cret@127.0.0.1:1").check(2)
    assert "https_proxy" in other.stderr, other
    assert not any("s3cret" in done.stderr for done in (refused, other))


def test_the_wait_for_a_revision_ends_with_the_time_limit(topic, server):
    """The server itself would wait for 10 s."""
    wanted = ("--min-revision", "999999")
    late = rollcall(server, "list", "--timeout", "1s", *wanted, deadline_s=9).check(3)
    last = topic.end() - 1
    shown = f"revision 999999 was not reached in time: {server.address} (shows revision {last})"
    assert shown in late.stderr, late
    late = rollcall(server, "watch", "--connect-timeout", "2s", *wanted, deadline_s=9).check(3)
    assert "waiting for revision 999999" in late.stderr, late
    assert "revision 999999 was not reached within 2s" in late.stderr, late


def test_a_long_wait_says_for_what(server):
    with OtherServer(silent) as hanging:
        done = run_tool(program("rollcall"), "--server", hanging.address, "list", "--timeout", "2s").check(4)
    first, last = done.stderr.splitlines()
    assert first == f"rollcall: waiting for an answer from {hanging.address} (at most 2s)", done
    assert "no answer in time" in last, done


@pytest.mark.parametrize("command, number", [("list", signal.SIGTERM), ("nodes", signal.SIGINT)])
def test_a_signal_ends_the_first_process_of_a_container(tmp_path, command, number):
    require_namespaces()
    with OtherServer(silent) as hanging:
        words = [program("rollcall"), "--server", hanging.address, "--timeout", "1h", command]
        child = Child(as_first_process(["env", "--default-signal=INT,TERM", *words]), tmp_path, "rollcall")
        assert hanging.accepted.wait(DEADLINE_S)
        os.kill(first_process_of(child), number)
        assert child.wait() == 128 + number, child.report()


def test_ignored_signals_stay_ignored(topic, server, tmp_path):
    """As under nohup, and in the background of a shell."""
    ignoring = ["env", "--ignore-signal=HUP,INT", program("rollcall"), "--server", server.address]
    child = Child([*ignoring, "watch", "--format", "log"], tmp_path, "rollcall")
    child.wait_for(lambda: "name_a" in child.stdout(), "it watches")
    child.signal(signal.SIGHUP)
    child.signal(signal.SIGINT)
    topic.publish(1, {"name_b": ["foo"]})
    child.wait_for(lambda: "name_b" in child.stdout(), "it watches on")
    topic.publish(1, {"name_a": ["foo"]})
    assert child.stop() == 0, child.report()
