# SPDX-License-Identifier: Apache-2.0
"""Hostile callers are stopped, and those who mean well notice nothing: while each attack runs, a change reaches a watch
and a list within seconds, health stays SERVING, and memory stays within a bound. docs/limits.md has the limits.
"""

import grpc
import pytest

from support import attacks, frames
from support.besieged import Besieged
from support.http_port import SERVED
from support.memory import NO_QUARANTINE

_HEALTH = "/grpc.health.v1.Health/Check"
_HEALTH_WATCH = "/grpc.health.v1.Health/Watch"
_UNIMPLEMENTED = str(grpc.StatusCode.UNIMPLEMENTED.value[0])
_RESOURCE_EXHAUSTED = str(grpc.StatusCode.RESOURCE_EXHAUSTED.value[0])

_FEW_MIB = 48  # what a server's memory may grow by in an attack that it stops early
_MIB = 1 << 20


@pytest.fixture(scope="module")
def besieged(start_module_server, module_topic):
    besieged = Besieged(module_topic, start_module_server(module_topic, *SERVED, **NO_QUARANTINE))
    yield besieged
    besieged.finish()


@pytest.mark.parametrize("what", attacks.FLOODS)
def test_a_flood_ends_its_connection(besieged, what):
    with besieged.ends("flood"), besieged.attack(_FEW_MIB) as connect:
        code = connect().send(attacks.FLOODS[what]()).wait_end()
        assert code in (frames.ENHANCE_YOUR_CALM, None), code
    besieged.assert_logged("too many")


def test_a_header_block_without_end_ends_its_connection(besieged):
    """That takes memory or time without a request that is counted (CVE-2024-28182)."""
    for piece in (b"", frames.literal("x-more", "x" * 1000)):
        with besieged.ends("protocol"), besieged.attack(_FEW_MIB) as connect:
            attacker = connect()
            attacker.send(frames.frame(frames.HEADERS, 0, 1, frames.call_headers(attacks.LIST)))
            attacker.send(frames.frame(frames.CONTINUATION, 0, 1, piece) * 20_000)
            attacker.wait_end()


def test_a_header_of_eight_megabytes_ends_its_connection(besieged):
    with besieged.ends("protocol"), besieged.attack(_FEW_MIB) as connect:
        attacker = connect().send(attacks.huge_header())
        attacker.wait_end()


def test_references_to_one_large_header_are_refused(besieged):
    """16 KiB of them stand for 45 MB."""
    bomb = b"\x40" + frames.text(b"x-bomb") + frames.text(b"x" * 3000) + b"\xbe" * 12_000
    with besieged.refuses("header_bytes"), besieged.attack(_FEW_MIB) as connect:
        attacker = connect().send(frames.frame(frames.HEADERS, frames.END_HEADERS, 1, bomb))
        attacker.read_until(lambda: 1 in attacker.resets())
        attacker.send(frames.call(3, _HEALTH))
        attacker.read_until(lambda: any(one.stream == 3 for one in attacker.of_kind(frames.DATA)))
    besieged.assert_logged("its headers are too large")


@pytest.mark.parametrize("announced", [{"grpc_encoding": "gzip"}, {}])
def test_a_compressed_request_is_not_unpacked(besieged, announced):
    bomb = attacks.gzip_bomb()
    with besieged.attack(_FEW_MIB) as connect:
        attacker = connect().send(attacks.open_call(attacks.LIST, 1, **announced))
        attacker.send(frames.data(1, bomb[:60_000]))
        attacker.read_until(lambda: attacker.of_kind(frames.HEADERS))
        assert attacker.headers()[0][1]["grpc-status"] == _UNIMPLEMENTED
        attacker.send(frames.data(1, bomb[60_000:], frames.END_STREAM))


@pytest.mark.parametrize("size", [200_000, 1 << 31])
def test_a_request_that_is_too_large_is_refused_at_its_first_bytes(besieged, size):
    with besieged.refuses("request_bytes"), besieged.attack(_FEW_MIB) as connect:
        attacker = connect()
        attacker.send(attacks.open_call(attacks.LIST, 1) + frames.data(1, b"\0" + size.to_bytes(4, "big")))
        attacker.read_until(lambda: attacker.of_kind(frames.HEADERS))
        assert attacker.headers()[0][1]["grpc-status"] == _RESOURCE_EXHAUSTED
    besieged.assert_logged("its message is too large")


def test_thousands_of_reflection_streams(besieged):
    with besieged.attack(_FEW_MIB) as connect:
        for _ in range(4):
            connect().send(b"".join(attacks.open_call(attacks.REFLECTION, stream) for stream in frames.streams(1900)))
        besieged.server.child.wait_for(lambda: besieged.metric("rollcall_calls") > 7000, "the streams are there")


def test_reflection_requests_without_reading_the_answers(besieged):
    request = frames.message(b"\x3a\0")  # list_services
    with besieged.attack(_FEW_MIB) as connect:
        attacker = connect(greeting=attacks.CLOSED_WINDOWS)
        attacker.send(attacks.open_call(attacks.REFLECTION, 1) + frames.data(1, request * 1000))
        attacker.read_until(lambda: attacker.of_kind(frames.HEADERS))
        attacker.send(attacks.open_call(attacks.REFLECTION, 3))
        attacker.send(frames.data(3, frames.message(b"\x3a" + frames.text(b"x" * 30_000))))
        attacker.send(frames.window_update(1, 100_000) + frames.window_update(3, 100_000))
        attacker.read_until(lambda: _statuses(attacker.headers()) == {_RESOURCE_EXHAUSTED})


def _statuses(headers):
    return {values["grpc-status"] for _, values in headers if "grpc-status" in values}


def test_thousands_of_health_watches(besieged):
    with besieged.attack(_FEW_MIB) as connect:
        for _ in range(4):
            connect().send(b"".join(frames.call(stream, _HEALTH_WATCH) for stream in frames.streams(1900)))
        besieged.server.child.wait_for(lambda: besieged.metric("rollcall_calls") > 7000, "the watches are there")


def test_thousands_of_watches_whose_window_never_opens(besieged):
    with besieged.attack(_FEW_MIB) as connect:
        for _ in range(4):
            attacker = connect(greeting=attacks.CLOSED_WINDOWS)
            attacker.send(b"".join(frames.call(stream, attacks.WATCH) for stream in frames.streams(1900)))
        besieged.server.child.wait_for(lambda: besieged.metric("rollcall_watchers") > 7000, "the watches are there")
