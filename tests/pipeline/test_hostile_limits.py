# SPDX-License-Identifier: Apache-2.0
"""Callers who take more than their share: of connections, calls, open files, memory and time."""

import contextlib
import resource

import grpc
import pytest

from support import attacks, frames
from support.api import pb
from support.attacker import ADDRESS
from support.besieged import Besieged
from support.http_port import SERVED
from support.memory import NO_QUARANTINE
from support.rollcalld import SERVICE
from support.topic import little_endian, status_json
from support.waiting import wait_until

_WATCH = f"/{SERVICE}/WatchStatus"
_LIST = f"/{SERVICE}/ListNodes"
_RESOURCE_EXHAUSTED = str(grpc.StatusCode.RESOURCE_EXHAUSTED.value[0])

_NODES = 2000
_FEW_MIB = 48
_UNSENT_MIB = 8


@pytest.fixture
def besiege(start_server, topic):
    """besiege(*flags): a server with these flags under attack."""
    all_besieged = []

    def start(*flags):
        all_besieged.append(Besieged(topic, start_server(topic, *flags, *SERVED, **NO_QUARANTINE)))
        return all_besieged[-1]

    yield start
    for besieged in all_besieged:
        besieged.finish()


def _fill(topic):
    """Nodes whose lists and watches are large."""
    topic.produce_many(
        (
            little_endian(node),
            status_json(
                node,
                {f"name_{node}": {"input_topics": [f"topic_{node % 50}_{node}"], "description": "x" * 2000}},
            ),
        )
        for node in range(2, _NODES + 2)
    )


def test_connections_above_the_limits_are_closed(besiege):
    besieged = besiege("--max-connections", "60", "--max-connections-per-peer", "40")
    of_peer, of_all = besieged.refuses("max_connections_per_peer", 10), besieged.refuses("max_connections", 20)
    with of_peer, of_all, besieged.attack(_FEW_MIB) as connect:
        first = [connect() for _ in range(50)]
        second = [connect(source="127.0.0.3") for _ in range(40)]
        wait_until(lambda: sum(one.is_ended() for one in first) == 10, "10 of the first peer's are closed")
        wait_until(lambda: sum(one.is_ended() for one in second) >= 20, "the rest is closed, since there are enough")
    besieged.assert_logged("this peer has its 40 connections")
    besieged.assert_logged("this server has its 60 connections")
    with besieged.attack(_FEW_MIB) as connect:
        wait_until(lambda: not connect().is_ended(), "connections that end make room")


def test_calls_above_the_limit_are_refused(besiege):
    besieged = besiege("--max-calls-per-peer", "100")
    refused = besieged.refuses("max_calls_per_peer", at_least=100)
    with refused, besieged.attack(_FEW_MIB) as connect:
        attackers = [connect() for _ in range(4)]
        for attacker in attackers:
            attacker.send(b"".join(frames.call(stream, _WATCH) for stream in frames.streams(50)))
        for attacker in attackers:
            attacker.read_until(lambda: len(attacker.of_kind(frames.HEADERS)) >= 50)
        statuses = [values.get("grpc-status") for attacker in attackers for _, values in attacker.headers()]
        assert statuses.count(_RESOURCE_EXHAUSTED) == 100
    besieged.assert_logged("refused a call")


@contextlib.contextmanager
def _low_soft_limit_of_files():
    """What is started in the block has less than it may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, hard - 1), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_open_files_that_run_out_come_back(besiege):
    """The server accepts again as soon as there is room, and says what to raise (CVE-2023-4785)."""
    with _low_soft_limit_of_files():
        besieged = besiege()
    pid = besieged.server.child.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    assert before[0] == before[1], "the limit was not raised at the start"
    # Few files are free: fewer than the server's connections to Kafka may need at some time, so only for a while.
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (besieged.open_files() + 20, before[1]))
    with besieged.attack(_FEW_MIB) as connect:
        for _ in range(60):
            connect()
        besieged.assert_logged("LimitNOFILE")
        assert besieged.server.health() == "SERVING"
    with besieged.attack(_FEW_MIB) as connect:
        attacker = connect(source=f"{ADDRESS}")
        attacker.send(frames.call(1, "/grpc.health.v1.Health/Check"))
        attacker.read_until(lambda: attacker.of_kind(frames.DATA))


def test_too_few_open_files_are_said_at_the_start(start_server, topic):
    server = start_server(topic, "--max-connections", "1000000")
    server.child.wait_for(lambda: "LimitNOFILE" in server.child.stderr(), "the log says what to raise")


def test_lists_that_nobody_reads_are_bounded(besiege, topic):
    """Each has rows of its own, so none shares the memory of another's answer. Once the limit is reached, more are
    refused; whether the first ones also end depends on how fast they came."""
    _fill(topic)
    besieged = besiege("--max-unsent-bytes", str(_UNSENT_MIB << 20))
    with besieged.refuses("max_unsent_bytes"), besieged.attack(_FEW_MIB + 8 * _UNSENT_MIB) as connect:
        attackers = [connect(greeting=frames.PREFACE + frames.settings(INITIAL_WINDOW_SIZE=1)) for _ in range(4)]
        for attacker in attackers:
            attacker.send(b"".join(_large_list(stream) for stream in frames.streams(100)))
        for attacker in attackers:
            attacker.read_until(lambda: len(_answered(attacker)) >= 100)
        statuses = [values.get("grpc-status") for attacker in attackers for _, values in attacker.headers()]
        assert _RESOURCE_EXHAUSTED in statuses
        wait_until(
            lambda: besieged.metric("rollcall_unsent_bytes") <= _UNSENT_MIB << 20, "the limit is kept", deadline_s=5
        )
    wait_until(lambda: besieged.metric("rollcall_unsent_bytes") < 1 << 20, "the memory is free again")


def _answered(attacker):
    return {one.stream for one in attacker.received if one.kind in (frames.HEADERS, frames.RST_STREAM)}


def _large_list(stream):
    wanted = pb.Filter(node_ids=range(stream + 2, stream + 402))
    return frames.call(stream, _LIST, pb.ListNodesRequest(filter=wanted, page_size=400).SerializeToString())


def test_watches_that_nobody_reads_are_bounded(besiege, topic):
    _fill(topic)
    besieged = besiege("--max-unsent-bytes", str(_UNSENT_MIB << 20))
    with besieged.counts("rollcall_unsent_ended_total"), besieged.attack(_FEW_MIB + 8 * _UNSENT_MIB) as connect:
        attacker = connect(greeting=frames.PREFACE + frames.settings(INITIAL_WINDOW_SIZE=1))
        for stream in frames.streams(60):
            wanted = pb.Filter(node_ids=range(stream + 2, stream + 402))
            attacker.send(frames.call(stream, _WATCH, pb.WatchStatusRequest(filter=wanted).SerializeToString()))
        attacker.read_until(lambda: frames.ENHANCE_YOUR_CALM in attacker.resets().values())


def test_requests_that_do_not_end_are_bounded(besiege):
    """30,000 bytes of each, so far."""
    besieged = besiege("--max-unsent-bytes", str(_UNSENT_MIB << 20))
    with besieged.counts("rollcall_unsent_ended_total"), besieged.attack(_FEW_MIB + 2 * _UNSENT_MIB) as connect:
        begun = frames.message(bytes(120_000))[:30_000]  # half a window
        for _ in range(3):
            attacker = connect()
            for stream in frames.streams(150):
                attacker.send(frames.frame(frames.HEADERS, frames.END_HEADERS, stream, frames.call_headers(_LIST)))
                attacker.send(frames.data(stream, begun))
                sent = len(begun) * (stream + 1) // 2
                attacker.read_until(lambda: attacker.window() >= sent + len(begun))


def test_a_connection_that_does_not_read_is_not_read(besiege, topic):
    """Requests go on coming, whose answers it would have to keep."""
    _fill(topic)
    besieged = besiege()
    with besieged.attack(_FEW_MIB) as connect:
        greeting = frames.PREFACE + frames.settings(INITIAL_WINDOW_SIZE=(1 << 31) - 1)
        attacker = connect(greeting=greeting + frames.window_update(0, 1 << 30), receive_buffer=4096)
        # More than the system takes for the connection.
        attacker.send_without_reading(b"".join(_large_list(stream) for stream in frames.streams(30)), for_s=1)
        flood = b"".join(
            frames.frame(frames.HEADERS, frames.END_HEADERS, stream, frames.call_headers(_LIST))
            for stream in list(frames.streams(300_000))[30:]
        )
        taken = attacker.send_without_reading(flood, for_s=3)
        assert taken < len(flood), "the server took all of it"
        assert attacker.send_without_reading(flood[taken:], for_s=1) == 0, "the server still reads"
        assert not attacker.is_ended(), "the server read so much that the flood was too much for it"


def test_many_expensive_watches_at_once(besiege, topic):
    """100 watches of 200 globs over all nodes begin at the same time."""
    _fill(topic)
    besieged = besiege()
    with besieged.attack(100) as connect:
        attackers = [connect() for _ in range(10)]
        for number, attacker in enumerate(attackers):
            attacker.send(b"".join(attacks.expensive_watch(stream, number) for stream in frames.streams(10)))
        for attacker in attackers:
            attacker.read_until(lambda: len({one.stream for one in attacker.of_kind(frames.DATA)} - {0}) == 10)
