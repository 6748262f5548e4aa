# SPDX-License-Identifier: Apache-2.0
"""Servers whose machine's wall clock is wrong, or is set while they run. Nothing old is CURRENT because of it."""

import time

import pytest

from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.fold import Fold, Watch
from support.stopped import stopped
from support.topic import COMPACTED, little_endian
from support.waiting import wait_until
from support.wall_clock import WallClock
from support.watched_topic import WatchedTopic

_HOUR_S = 3600
_CURRENT_S = 5  # evidence that is older cannot be CURRENT
_DELETED = {little_endian(1), little_endian(2)}
_FORGETS_SOON = COMPACTED | {"delete.retention.ms": "1000"}


@pytest.fixture
def clock(tmp_path):
    return WallClock(tmp_path)


def _seconds(timestamp):
    return timestamp.ToNanoseconds() / 1e9


def _age_s(header):
    return _seconds(header.answer_time) - _seconds(header.as_of_time)


def _is_set(header, ahead_s):
    """Whether the header was made after the server's clock was set so far ahead."""
    return abs(_seconds(header.answer_time) - time.time() - ahead_s) < _HOUR_S / 2


@pytest.mark.parametrize("ahead_s", [-_HOUR_S, _HOUR_S])
def test_a_clock_that_is_set_changes_no_age(topic, start_server, clock, ahead_s):
    watched = WatchedTopic(topic, start_server(topic, **clock.environment()))
    watched.start()
    clock.set_ahead(ahead_s)
    wait_until(
        lambda: _is_set(watched.watch.headers[-1], ahead_s), lambda: f"the clock is set: {watched.watch.headers[-1]}"
    )
    watched.publish(1)
    watched.wait_shown()
    for header in watched.watch.headers:
        assert 0 <= _age_s(header), header
        assert header.source_state != pb.SOURCE_STATE_CURRENT or _age_s(header) <= _CURRENT_S + 0.1, header
    watched.watch.finish()
    assert watched.watch.fold.snapshots == ["REASON_REQUESTED"]


@pytest.mark.parametrize("back_s", [3, 7, _HOUR_S])
def test_a_clock_that_is_set_back_makes_no_old_state_current(proxied_kafka, start_server, clock, back_s):
    topic = proxied_kafka.new_topic()
    watched = WatchedTopic(topic, start_server(proxied_kafka.through_proxy(topic), **clock.environment()))
    watched.start()
    with proxied_kafka.proxy.refuses():
        watched.wait_state(pb.SOURCE_STATE_DISCONNECTED)
        before = watched.header()
        age_s = _age_s(before)
        clock.set_ahead(-back_s)
        answered_s = _seconds(before.answer_time)
        wait_until(lambda: _seconds(watched.header().answer_time) < answered_s, "the clock is set back")
        checked = [watched.header() for _ in range(20)]
        wait_until(lambda: checked.append(watched.header()) or _age_s(checked[-1]) > age_s + 2, "time goes by")
        for header in checked:
            assert header.source_state == pb.SOURCE_STATE_DISCONNECTED and _age_s(header) >= age_s, header
    watched.wait_shown()
    watched.watch.stopping.set()


def _forget(topic, keys):
    """Deletes nodes, and waits until Kafka has removed their tombstones too."""
    for key in keys:
        topic.produce(key, None)
    topic.wait_compacted(lambda: topic.publish(9), lambda records: not [r for r in records if r.key in keys])


def test_a_stopped_server_whose_clock_is_set_back_by_that_time_shows_no_deleted_node(new_topic, start_server, clock):
    topic = new_topic(config=_FORGETS_SOON)
    watched = WatchedTopic(topic, start_server(topic, **clock.environment()))
    watched.start()
    newest_s = _seconds(watched.header().as_of_time)
    with stopped(watched.server):
        _forget(topic, _DELETED)
        wait_until(lambda: time.time() > newest_s + _CURRENT_S + 2, "the evidence is too old")
        clock.set_ahead(-round(time.time() - newest_s))
    last = topic.end() - 1

    def is_shown():
        header, nodes = list_all(watched.server)
        assert header.source_state != pb.SOURCE_STATE_CURRENT or header.revision >= last, header
        return header.source_state == pb.SOURCE_STATE_CURRENT and not {1, 2} & {node.node_id for node in nodes}

    wait_until(is_shown, lambda: f"revision {last} is current without the deleted nodes: {list_all(watched.server)}")
    watched.wait_shown()
    watched.watch.stopping.set()


def test_the_token_of_a_server_whose_clock_is_ahead_expires(new_topic, start_server, clock):
    topic = new_topic(config=_FORGETS_SOON)
    for node in range(1, 6):
        last = topic.publish(node)
    clock.set_ahead(_HOUR_S)
    watch = Watch(start_server(topic, **clock.environment()).stub, Fold(), view=pb.NODE_VIEW_FULL)
    fold = watch.until_revision(last)
    watch.stop()
    _forget(topic, _DELETED)
    other = start_server(topic)
    resumed = Watch(other.stub, fold, resume_token=fold.token, view=pb.NODE_VIEW_FULL)
    resumed.until_revision(topic.end() - 1)
    assert fold.snapshots == ["REASON_REQUESTED", "REASON_TOKEN_EXPIRED"]
    assert_equals_reference(fold.header, list(fold.nodes.values()), topic.records())
