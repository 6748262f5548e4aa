# SPDX-License-Identifier: Apache-2.0
"""Who may call: TLS, certificates of clients, bearer tokens, Unix sockets. docs/security.md explains them."""

import hashlib
import os
import signal
import stat
import subprocess
import time

import grpc
import pytest

from support.api import pb, pb_grpc
from support.certificates import Authority
from support.http_port import SERVED
from support.metrics import scrape
from support.paths import DEPS
from support.tools import program, rollcall, run_tool
from support.waiting import DEADLINE_S, wait_until

_TOKEN = "a-token-of-this-test"


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path, "test-ca")


@pytest.fixture
def start_tls_server(start_server, topic, authority):
    """start_tls_server(*flags): a rollcalld with TLS that has read its topic, which has one node."""

    def start(*flags, certificate=None):
        certificate = certificate or authority.issue("server")
        topic.publish(1, {"name_a": ["foo"]})
        keys = ("--tls-cert", certificate.certificate, "--tls-key", certificate.key)
        server = start_server(topic, *map(str, (*keys, *flags)), wait=False)
        server.child.wait_for(lambda: "was read to its end" in server.child.stderr(), "the topic is read")
        return server

    return start


def _list(server, authority, *flags, **more):
    return rollcall(server, "list", "--tls-ca", authority.certificate, *flags, **more)


def _channel(server, authority):
    """A new connection of its own."""
    credentials = grpc.ssl_channel_credentials(authority.certificate.read_bytes())
    return grpc.secure_channel(server.address, credentials, options=[("grpc.use_local_subchannel_pool", 1)])


def _replace(certificate, other):
    """Renames another certificate and its key over these, as tools that renew certificates do."""
    os.replace(other.key, certificate.key)
    os.replace(other.certificate, certificate.certificate)


def _hash_line(token, name=""):
    return f"{hashlib.sha256(token.encode()).hexdigest()}  {name}\n"


def test_clients_reach_a_server_with_tls(start_tls_server, authority):
    server = start_tls_server()
    assert "name_a" in _list(server, authority).check().stdout
    grpcurl = DEPS / "bin" / "grpcurl"
    service = "rollcall.v1.CoprocessorStatusService"
    done = run_tool(grpcurl, "-cacert", authority.certificate, server.address, f"{service}/ListNodes").check()
    assert '"node_id": 1' in done.stdout
    with _channel(server, authority) as channel:
        nodes = pb_grpc.CoprocessorStatusServiceStub(channel).ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S).nodes
        assert [node.node_id for node in nodes] == [1]


@pytest.mark.parametrize("version", ["tls1_2", "tls1_3"])
def test_both_versions_of_tls_are_spoken(start_tls_server, authority, version):
    server = start_tls_server()
    words = ["openssl", "s_client", "-connect", server.address, "-alpn", "h2", f"-{version}", "-CAfile"]
    done = subprocess.run([*words, authority.certificate], input=b"", capture_output=True, timeout=DEADLINE_S)
    assert b"Verify return code: 0 (ok)" in done.stdout and b"ALPN protocol: h2" in done.stdout


def test_clear_text_is_refused_by_a_server_with_tls(start_tls_server):
    server = start_tls_server()
    done = rollcall(server, "list")
    assert done.code == 4 and done.stderr.count("\n") < 5, done
    wait_until(lambda: "ended a connection" in server.child.stderr(), "the log says that a client spoke no TLS")


@pytest.mark.parametrize("notice", ["by itself", "by SIGHUP"])
def test_a_new_certificate_is_used_and_no_stream_is_lost(start_tls_server, authority, topic, tmp_path, notice):
    certificate = authority.issue("server")
    server = start_tls_server(certificate=certificate)
    with _channel(server, authority) as channel:
        watch = pb_grpc.CoprocessorStatusServiceStub(channel).WatchStatus(
            pb.WatchStatusRequest(), timeout=3 * DEADLINE_S
        )
        next(watch)
        other = Authority(tmp_path, "other-ca")
        _replace(certificate, other.issue("server2"))
        if notice == "by SIGHUP":
            server.child.signal(signal.SIGHUP)
        wait_until(lambda: _list(server, other).code == 0, "new connections get the new certificate")
        assert _list(server, authority).code == 4
        offset = topic.publish(2, {"name_b": ["bar"]})
        for message in watch:
            if message.checkpoint.header.revision >= offset:
                break
        assert [node.node_id for node in message.updated] == [2]
        watch.cancel()


def test_a_broken_certificate_changes_nothing(start_tls_server, authority):
    certificate = authority.issue("server")
    server = start_tls_server(*SERVED, certificate=certificate)
    usable = lambda: scrape(server)["rollcall_access_files_usable"]  # noqa: E731
    assert usable() == 1
    key = certificate.key.read_text()
    certificate.key.write_text("no key")
    wait_until(lambda: "stays in force" in server.child.stderr(), "the log says that the file cannot be used")
    assert str(certificate.key) in server.child.stderr()
    _list(server, authority).check()
    assert usable() == 0
    certificate.key.write_text(key)
    wait_until(lambda: usable() == 1, "the file can be used again")


def test_the_metrics_say_when_the_certificate_expires(start_tls_server, authority):
    """openssl's certificates are valid for 30 days unless told otherwise."""
    expiry = scrape(start_tls_server(*SERVED))["rollcall_certificate_expiry_timestamp_seconds"]
    assert 29.5 < (expiry - time.time()) / 86400 < 30.5


def test_clients_need_a_certificate_with_an_allowed_name(start_tls_server, authority, tmp_path):
    server = start_tls_server("--tls-client-ca", authority.certificate, "--allow-identity", "operator")
    operator, guest = authority.issue("operator"), authority.issue("guest")
    stranger = Authority(tmp_path, "other-ca").issue("stranger")

    def list_as(client):
        return _list(server, authority, "--tls-cert", client.certificate, "--tls-key", client.key)

    list_as(operator).check()
    denied = list_as(guest)
    assert denied.code != 0 and "guest" in denied.stderr, denied
    assert list_as(stranger).code == 4
    assert _list(server, authority).code == 4


def test_calls_need_a_token(start_tls_server, authority, tmp_path):
    tokens = tmp_path / "tokens"
    tokens.write_text("# who may call\n" + _hash_line(_TOKEN, "ops"))
    server = start_tls_server("--token-file", tokens)
    mine = tmp_path / "token"
    mine.write_text(_TOKEN + "\n")
    _list(server, authority, "--token-file", mine).check()
    with _channel(server, authority) as channel, pytest.raises(grpc.RpcError) as refused:
        pb_grpc.CoprocessorStatusServiceStub(channel).ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)
    assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
    mine.write_text("another")
    unknown = _list(server, authority, "--token-file", mine)
    assert unknown.code != 0 and "another" not in unknown.stderr, unknown
    tokens.write_text(_hash_line(_TOKEN, "ops") + _hash_line("another", "new"))
    wait_until(lambda: _list(server, authority, "--token-file", mine).code == 0, "the new token is known")
    assert _TOKEN not in server.child.stderr()


def test_health_and_reflection_need_a_token_too(start_tls_server, authority, tmp_path):
    tokens = tmp_path / "tokens"
    tokens.write_text(_hash_line(_TOKEN))
    server = start_tls_server("--token-file", tokens)
    grpcurl = (DEPS / "bin" / "grpcurl", "-cacert", authority.certificate)
    bearer = ("-H", f"authorization: Bearer {_TOKEN}")
    assert run_tool(*grpcurl, server.address, "list").code != 0
    run_tool(*grpcurl, *bearer, server.address, "list").check()
    run_tool(*grpcurl, *bearer, server.address, "grpc.health.v1.Health/Check").check()


def test_reflection_can_be_turned_off(start_server, topic):
    server = start_server(topic, "--no-reflection")
    done = run_tool(DEPS / "bin" / "grpcurl", "-plaintext", server.address, "list")
    assert done.code != 0 and "reflection" in done.stderr, done


def test_it_does_not_listen_beyond_loopback_without_tls(topic):
    command = [program("rollcalld"), "--brokers", topic.brokers, "--listen", "0.0.0.0:0"]
    done = run_tool(*command).check(2)
    assert "--tls-cert" in done.stderr and "--insecure-listen" in done.stderr


def test_a_unix_socket_has_a_mode(start_server, topic, tmp_path):
    path = tmp_path / "rollcalld.sock"
    server = start_server(topic, "--unix-socket-mode", "0660", wait=False, listen=f"unix:{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    wait_until(lambda: rollcall(f"unix:{path}", "list").code == 0, "it serves")
    server.terminate()
    assert server.child.wait() == 0
    assert not path.exists(), "nothing is left behind"
