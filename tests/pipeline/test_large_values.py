# SPDX-License-Identifier: Apache-2.0
"""A state of values of a megabyte: it is read once, in little more memory than it takes, and what a replay or callers
needed for a while goes back to the system.

The values are no JSON: to decode so much JSON takes a sanitizer build minutes. Each is kept once, as the raw value.
"""

import contextlib

import pytest

from support import topic_admin
from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.crowd import Crowd, CrowdWatcher
from support.errors import Details, list_error
from support.fold import Watch
from support.http_port import SERVED
from support.memory import MIB, NO_QUARANTINE, forget_peak, peak_bytes, resident_bytes, wait_resident
from support.metrics import scrape, total, wait_watchers
from support.proxy_faults import Throttles
from support.stopped import stopped
from support.topic import little_endian
from support.waiting import DEADLINE_S, wait_until

pytestmark = pytest.mark.release_only

_NODES, _VALUE_BYTES = 150, 1_000_000
_RAW_BYTES = _NODES * _VALUE_BYTES
_READ_BYTES = _NODES * (4 + _VALUE_BYTES)
_NOT_COMPACTED = {"cleanup.policy": "compact"}  # Kafka never compacts the active segment, here of a gigabyte
_SLOW_BYTES_PER_S = 25_000_000
_WATCHERS = 20
_PREFETCH_BYTES = 64 * MIB
# The server returns free memory every 10 s if it has more than 32 MiB of it, and keeps up to 8 pages of a list.
_KEPT_BYTES = 48 * MIB
_SOON_S = 30


def _fill(topic, mark):
    topic.produce_many((little_endian(node), mark * _VALUE_BYTES) for node in range(_NODES))
    return topic


@pytest.fixture(scope="module")
def topic(proxied_kafka):
    return _fill(proxied_kafka.new_topic(config=_NOT_COMPACTED), b"x")


@pytest.fixture(scope="module")
def empty_bytes(proxied_kafka, start_module_server):
    """What a server of an empty topic needs."""
    server = start_module_server(proxied_kafka.new_topic(), **NO_QUARANTINE)
    list_all(server)
    return peak_bytes(server)


def _wait_read(server, replays, revision):
    """Waits until the topic was read to `revision`, in read number `replays`, and this is shown."""

    def read():
        metrics = scrape(server)
        begun, shown = total(server, "rollcall_feed_replays_total"), metrics["rollcall_revision"]
        return (begun, shown) == (replays, revision) and metrics["rollcall_source_state", "current"]

    wait_until(read, f"offset {revision} is shown after {replays} complete reads")


def _progress(server):
    """The error of a list while the topic is read for the first time, once it says how far that is."""

    def told():
        details = Details(list_error(server))
        return details if "offset" in details.ErrorInfo.metadata else None

    return wait_until(told, "an error says how far the read is")


def _assert_peak(server, limit_bytes):
    peak = peak_bytes(server)
    assert peak <= limit_bytes, f"{peak / MIB:.0f} MiB at the peak, more than {limit_bytes / MIB:.0f}"


@contextlib.contextmanager
def _watchers(server):
    """Watchers that come again whenever they are refused."""
    crowd = Crowd([server], [CrowdWatcher({}) for _ in range(_WATCHERS)])
    crowd.start()
    try:
        yield crowd
    finally:
        crowd.stopping.set()
    crowd.finish()


def test_read_once_in_little_memory(topic, proxied_kafka, start_server, empty_bytes):
    fault = Throttles(_SLOW_BYTES_PER_S)
    with proxied_kafka.proxy.does(fault):
        server = start_server(proxied_kafka.through_proxy(topic), *SERVED, wait=False, **NO_QUARANTINE)
        with _watchers(server) as crowd:
            details = _progress(server)
            fault.ended.set()  # the rest is read at full speed
            crowd.wait_revision(_NODES - 1)
    assert fault.met
    assert details.ErrorInfo.reason == "CATCHING_UP"
    offset, end = details.ErrorInfo.metadata["offset"], details.ErrorInfo.metadata["endOffset"]
    assert f", at offset {offset} of {end}" in details.message
    assert 0 < int(offset) < int(end) == _NODES
    metrics = scrape(server)
    assert metrics["rollcall_feed_replays_total", "topic_found"] == 1
    assert metrics["rollcall_feed_bytes_total"] == _READ_BYTES
    _assert_peak(server, empty_bytes + _RAW_BYTES + _PREFETCH_BYTES)
    assert_equals_reference(*list_all(server, view=pb.NODE_VIEW_FULL), topic.records())


def test_read_again_shares_what_is_served(topic, start_server, empty_bytes):
    """A record that did not change is kept once, although the old state is served until the new one is complete."""
    server = start_server(topic, *SERVED, **NO_QUARANTINE)
    topic_admin.set_policy(topic, "delete")
    wait_until(lambda: scrape(server)["rollcall_source_state", "topic_unsuitable"], "the topic is unsuitable")
    topic_admin.set_policy(topic, "compact")
    _wait_read(server, 2, _NODES - 1)
    assert scrape(server)["rollcall_feed_bytes_total"] == 2 * _READ_BYTES
    _assert_peak(server, empty_bytes + _RAW_BYTES + _PREFETCH_BYTES)
    assert_equals_reference(*list_all(server, view=pb.NODE_VIEW_FULL), topic.records())


def test_another_topic_read_beside_what_is_served(proxied_kafka, start_server, empty_bytes):
    """Both states are there until the new one is complete; then the old one goes back to the system, although a list
    was cut from it."""
    topic = _fill(proxied_kafka.new_topic(config=_NOT_COMPACTED), b"x")
    server = start_server(topic, *SERVED, **NO_QUARANTINE)
    old, _ = list_all(server)
    with stopped(server):
        topic_admin.delete(topic)
        topic = _fill(topic_admin.create_again(topic, config=_NOT_COMPACTED), b"y")
    wait_until(lambda: server.child.stderr().count("the topic was read to its end") == 2, "the new topic was read")
    # Less than three states: the list's pages, and what else is free, need not have gone back yet.
    _assert_peak(server, empty_bytes + 2 * _RAW_BYTES + _PREFETCH_BYTES + _KEPT_BYTES)
    wait_resident(server, empty_bytes + _RAW_BYTES + _KEPT_BYTES, _SOON_S)
    header, nodes = list_all(server, view=pb.NODE_VIEW_FULL)
    assert header.digest != old.digest
    assert_equals_reference(header, nodes, topic.records())


def _call_all_at_once(server):
    """Lists and watches each node by itself, all at once, in the view FULL. No two answers have the same bytes."""
    alone = [{"filter": pb.Filter(node_ids=[node]), "view": pb.NODE_VIEW_FULL} for node in range(_NODES)]
    lists = [server.stub.ListNodes.future(pb.ListNodesRequest(**one), timeout=DEADLINE_S) for one in alone]
    watches = [Watch(server.stub, **one) for one in alone]
    for one in lists:
        assert len(one.result().nodes) == 1
    for watch in watches:
        watch.until_revision(_NODES - 1)
    for watch in watches:
        watch.stop()


def test_what_a_peak_of_callers_needed_goes_back(topic, start_server, empty_bytes):
    # 300 answers of 1 MB that wait for slow readers are more than the limit of what callers leave unread.
    server = start_server(topic, *SERVED, "--max-unsent-bytes", "1000000000", **NO_QUARANTINE)
    list_all(server)
    before = resident_bytes(server)
    forget_peak(server)
    _call_all_at_once(server)
    assert peak_bytes(server) > before + 2 * _KEPT_BYTES, "that was no peak"
    wait_watchers(server, 0)
    wait_resident(server, empty_bytes + _RAW_BYTES + _KEPT_BYTES, _SOON_S)
