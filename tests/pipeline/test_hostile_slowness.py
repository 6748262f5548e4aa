# SPDX-License-Identifier: Apache-2.0
"""Callers who are slow on purpose: each is given up after the time that docs/limits.md names. A separate file, because
that takes half a minute; all of them are slow at the same time."""

import itertools
import time

import pytest

from support import frames
from support.api import pb
from support.attacker import Attacker
from support.background import Background
from support.besieged import Besieged
from support.certificates import Authority
from support.http_port import SERVED
from support.memory import NO_QUARANTINE
from support.metrics import scrape
from support.rollcalld import SERVICE

_LIST = f"/{SERVICE}/ListNodes"
_WITHIN_S = 60
_FEW_MIB = 48
_EVERY_S = 0.5
_SILENCE = itertools.repeat(b"")
_CLIENT_HELLO = bytes.fromhex("1603010200010001fc0303") + bytes(500)  # its beginning


class Trickle(Background):
    """Sends one piece after the other, slowly, until the server has ended the connection or says so."""

    def __init__(self, attacker, pieces, is_over=lambda attacker: False):
        super().__init__()
        self._attacker, self._pieces, self._is_over = attacker, pieces, is_over

    def work(self):
        began = time.monotonic()
        for piece in self._pieces:
            if self._attacker.is_ended(_EVERY_S) or self._is_over(self._attacker):
                return
            assert time.monotonic() - began < _WITHIN_S, "the server waits for ever"
            self._attacker.send_without_reading(piece, for_s=0.1)


class Deaf(Background):
    """Never reads, but is not silent: it sends a PING now and then, as a peer that lives does."""

    def __init__(self, attacker, metric):
        super().__init__()
        self._attacker, self._metric = attacker, metric

    def work(self):
        began = time.monotonic()
        while not self._metric():
            assert time.monotonic() - began < _WITHIN_S, "the server waits for ever"
            self._attacker.send_without_reading(frames.frame(frames.PING, payload=b"12345678"), for_s=0.1)
            time.sleep(_EVERY_S)


def _bytes_of(data):
    return [data[at : at + 1] for at in range(len(data))]


@pytest.fixture
def tls_server(start_server, topic, tmp_path):
    certificate = Authority(tmp_path, "authority").issue("server")
    flags = ("--tls-cert", str(certificate.certificate), "--tls-key", str(certificate.key))
    return start_server(topic, *flags, *SERVED, wait=False)


def test_slow_callers_are_given_up(start_server, topic, tls_server):
    server = start_server(topic, *SERVED, **NO_QUARANTINE)
    for node in range(2, 300):
        topic.publish(node, {"name": {"input_topics": ["foo"], "description": "x" * 3000}})
    besieged = Besieged(topic, server)
    stalled = lambda: scrape(server)["rollcall_connections_ended_total", "stalled"]  # noqa: E731
    slow = besieged.refuses("request_time", at_least=2)
    with slow, besieged.ends("idle", at_least=2), besieged.attack(_FEW_MIB) as connect:
        all_slow = [
            Trickle(connect(greeting=b""), _SILENCE),
            Trickle(connect(greeting=frames.PREFACE[:-4]), _SILENCE),
            Trickle(connect(), _slow_request(), is_over=_has_reset),
            Trickle(connect(), _request_without_end(), is_over=_has_reset),
            Deaf(_never_reads(connect), stalled),
            Trickle(Attacker(tls_server.address, greeting=b""), _SILENCE),
            Trickle(Attacker(tls_server.address, greeting=b""), _bytes_of(_CLIENT_HELLO)),
        ]
        for one in all_slow:
            one.start()
        for one in all_slow:
            one.join()
            one.check()
    assert stalled() == 1
    for words in ("the peer does not read", "it was not complete in time", "no HTTP/2 was spoken in time"):
        besieged.assert_logged(words)
    assert scrape(tls_server)["rollcall_connections_ended_total", "idle"] == 2
    besieged.finish()


def _has_reset(attacker):
    return bool(attacker.resets()) or bool(attacker.of_kind(frames.HEADERS))


def _slow_request():
    begin = frames.frame(frames.HEADERS, frames.END_HEADERS, 1, frames.call_headers(_LIST))
    yield begin
    yield frames.data(1, frames.message(bytes(1000))[:5])
    while True:
        yield frames.data(1, b"\0")


def _request_without_end():
    yield frames.frame(frames.HEADERS, frames.END_HEADERS, 1, frames.call_headers(_LIST))
    yield frames.data(1, frames.message(b""))
    while True:
        yield b""


def _never_reads(connect):
    greeting = frames.PREFACE + frames.settings(INITIAL_WINDOW_SIZE=(1 << 31) - 1)
    attacker = connect(greeting=greeting + frames.window_update(0, 1 << 30), receive_buffer=4096)
    request = pb.ListNodesRequest(page_size=1000, view=pb.NODE_VIEW_FULL).SerializeToString()
    attacker.send_without_reading(b"".join(frames.call(stream, _LIST, request) for stream in frames.streams(20)), 1)
    return attacker
