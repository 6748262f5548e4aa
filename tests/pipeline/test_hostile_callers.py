# SPDX-License-Identifier: Apache-2.0
"""Hostile callers are stopped, and those who mean well notice nothing: while each attack runs, a change reaches a watch
and a list within seconds, health stays SERVING, and memory stays within a bound. docs/limits.md has the limits.
"""

import zlib

import grpc
import pytest

from support import frames
from support.besieged import Besieged
from support.memory import NO_QUARANTINE
from support.metrics import SERVED
from support.rollcalld import SERVICE

_WATCH = f"/{SERVICE}/WatchStatus"
_LIST = f"/{SERVICE}/ListNodes"
_HEALTH = "/grpc.health.v1.Health/Check"
_HEALTH_WATCH = "/grpc.health.v1.Health/Watch"
_REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
_UNIMPLEMENTED = str(grpc.StatusCode.UNIMPLEMENTED.value[0])
_RESOURCE_EXHAUSTED = str(grpc.StatusCode.RESOURCE_EXHAUSTED.value[0])

_FEW_MIB = 48  # what a server's memory may grow by in an attack that it stops early
_MIB = 1 << 20


@pytest.fixture(scope="module")
def besieged(start_module_server, module_topic):
    besieged = Besieged(module_topic, start_module_server(module_topic, *SERVED, **NO_QUARANTINE))
    yield besieged
    besieged.finish()


def _open(path, stream):
    return frames.frame(frames.HEADERS, frames.END_HEADERS, stream, frames.call_headers(path))


def _rapid_resets(path, request):
    return b"".join(frames.call(stream, path, request) + frames.reset(stream) for stream in frames.streams(20_000))


FLOODS = {
    "rapid resets": lambda: b"".join(_open(_WATCH, stream) + frames.reset(stream) for stream in frames.streams(20_000)),
    "rapid resets of whole watches": lambda: _rapid_resets(_WATCH, b""),
    "rapid resets of whole lists": lambda: _rapid_resets(_LIST, b""),
    "PING": lambda: frames.frame(frames.PING, payload=b"12345678") * 20_000,
    "SETTINGS": lambda: frames.settings(INITIAL_WINDOW_SIZE=1) * 20_000,
    "SETTINGS that move windows": lambda: (
        (frames.settings(INITIAL_WINDOW_SIZE=1) + frames.settings(INITIAL_WINDOW_SIZE=70_000)) * 10_000
    ),
    "empty DATA": lambda: _open(_LIST, 1) + frames.frame(frames.DATA, stream=1) * 20_000,
    "WINDOW_UPDATE": lambda: frames.window_update(0, 1) * 20_000,
    "PRIORITY": lambda: b"".join(
        frames.frame(frames.PRIORITY, 0, stream, b"\0\0\0\0\x10") for stream in frames.streams(20_000)
    ),
    "requests that break a rule": lambda: b"".join(
        frames.frame(frames.HEADERS, frames.END_HEADERS, stream, frames.literal("UPPER", "case"))
        for stream in frames.streams(20_000)
    ),
    "more streams than there may be": lambda: b"".join(_open(_LIST, stream) for stream in frames.streams(20_000)),
    "windows that overflow": lambda: b"".join(
        _open(_LIST, stream) + frames.window_update(stream, 0x7FFFFFFF) for stream in frames.streams(20_000)
    ),
    "headers that are too large, by reference": lambda: (
        frames.frame(frames.HEADERS, frames.END_HEADERS, 1, b"\x40" + frames.text(b"x-bomb") + frames.text(b"x" * 3000))
        + b"".join(
            frames.frame(frames.HEADERS, frames.END_HEADERS, stream, b"\xbe" * 1000)
            for stream in list(frames.streams(20_000))[1:]
        )
    ),
}


@pytest.mark.parametrize("what", FLOODS)
def test_a_flood_ends_its_connection(besieged, what):
    with besieged.ends("flood"), besieged.attack(_FEW_MIB) as connect:
        code = connect().send(FLOODS[what]()).wait_end()
        assert code in (frames.ENHANCE_YOUR_CALM, None), code
    besieged.assert_logged("too many")


def test_a_header_block_without_end_ends_its_connection(besieged):
    """That takes memory or time without a request that is counted (CVE-2024-28182)."""
    for piece in (b"", frames.literal("x-more", "x" * 1000)):
        with besieged.ends("protocol"), besieged.attack(_FEW_MIB) as connect:
            attacker = connect()
            attacker.send(frames.frame(frames.HEADERS, 0, 1, frames.call_headers(_LIST)))
            attacker.send(frames.frame(frames.CONTINUATION, 0, 1, piece) * 20_000)
            attacker.wait_end()


def test_a_header_of_eight_megabytes_ends_its_connection(besieged):
    block = frames.call_headers(_LIST) + frames.literal("x-huge", "x" * 8_000_000)
    pieces = [block[at : at + 16384] for at in range(0, len(block), 16384)]
    with besieged.ends("protocol"), besieged.attack(_FEW_MIB) as connect:
        attacker = connect().send(frames.frame(frames.HEADERS, 0, 1, pieces[0]))
        for piece in pieces[1:]:
            attacker.send(frames.frame(frames.CONTINUATION, 0, 1, piece))
        attacker.wait_end()


def test_references_to_one_large_header_are_refused(besieged):
    """16 KiB of them stand for 45 MB."""
    bomb = b"\x40" + frames.text(b"x-bomb") + frames.text(b"x" * 3000) + b"\xbe" * 12_000
    with besieged.counts("rollcall_headers_too_large_total"), besieged.attack(_FEW_MIB) as connect:
        attacker = connect().send(frames.frame(frames.HEADERS, frames.END_HEADERS, 1, bomb))
        attacker.read_until(lambda: 1 in attacker.resets())
        attacker.send(frames.call(3, _HEALTH))
        attacker.read_until(lambda: any(one.stream == 3 for one in attacker.of_kind(frames.DATA)))
    besieged.assert_logged("its headers are too large")


def _gzip_of_half_a_gigabyte():
    squeeze, zeros = zlib.compressobj(1, wbits=31), bytes(_MIB)
    return b"".join([*(squeeze.compress(zeros) for _ in range(512)), squeeze.flush()])


@pytest.mark.parametrize("announced", [{"grpc_encoding": "gzip"}, {}])
def test_a_compressed_request_is_not_unpacked(besieged, announced):
    bomb = frames.message(_gzip_of_half_a_gigabyte(), compressed=1)
    with besieged.attack(_FEW_MIB) as connect:
        attacker = connect().send(
            frames.frame(frames.HEADERS, frames.END_HEADERS, 1, frames.call_headers(_LIST, **announced))
        )
        attacker.send(frames.data(1, bomb[:60_000]))
        attacker.read_until(lambda: attacker.of_kind(frames.HEADERS))
        assert attacker.headers()[0][1]["grpc-status"] == _UNIMPLEMENTED
        attacker.send(frames.data(1, bomb[60_000:], frames.END_STREAM))


@pytest.mark.parametrize("size", [200_000, 1 << 31])
def test_a_request_that_is_too_large_is_refused_at_its_first_bytes(besieged, size):
    with besieged.counts("rollcall_requests_too_large_total"), besieged.attack(_FEW_MIB) as connect:
        attacker = connect()
        attacker.send(_open(_LIST, 1) + frames.data(1, b"\0" + size.to_bytes(4, "big")))
        attacker.read_until(lambda: attacker.of_kind(frames.HEADERS))
        assert attacker.headers()[0][1]["grpc-status"] == _RESOURCE_EXHAUSTED
    besieged.assert_logged("its message is too large")


def test_thousands_of_reflection_streams(besieged):
    with besieged.attack(_FEW_MIB) as connect:
        for _ in range(4):
            connect().send(b"".join(_open(_REFLECTION, stream) for stream in frames.streams(1900)))
        besieged.server.child.wait_for(lambda: besieged.metric("rollcall_calls") > 7000, "the streams are there")


def test_reflection_requests_without_reading_the_answers(besieged):
    request = frames.message(b"\x3a\0")  # list_services
    with besieged.attack(_FEW_MIB) as connect:
        attacker = connect(greeting=frames.PREFACE + frames.settings(INITIAL_WINDOW_SIZE=0))
        attacker.send(_open(_REFLECTION, 1) + frames.data(1, request * 1000))
        attacker.read_until(lambda: attacker.of_kind(frames.HEADERS))
        large = _open(_REFLECTION, 3) + frames.data(3, frames.message(b"\x3a" + frames.text(b"x" * 30_000)))
        attacker.send(large)
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
            attacker = connect(greeting=frames.PREFACE + frames.settings(INITIAL_WINDOW_SIZE=0))
            attacker.send(b"".join(frames.call(stream, _WATCH) for stream in frames.streams(1900)))
        besieged.server.child.wait_for(lambda: besieged.metric("rollcall_watchers") > 7000, "the watches are there")
