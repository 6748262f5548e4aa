# SPDX-License-Identifier: Apache-2.0
"""A server that was stopped (SIGSTOP) while its topic changed: its old state is never CURRENT when it continues."""

import time

import pytest

from support.api import pb
from support.stopped import stopped
from support.topic import COMPACTED, little_endian
from support.waiting import wait_until
from support.watched_topic import WatchedTopic

_NEVER_FORGETS = COMPACTED | {"delete.retention.ms": "86400000"}
_FORGETS_SOON = COMPACTED | {"delete.retention.ms": "1000"}
_TOO_OLD_S = 5  # evidence that is older cannot be CURRENT
_MUCH_TOO_OLD_S = 10  # if no probe was answered for longer, the topic is read again


@pytest.fixture
def watch(new_topic, start_server):
    """watch(config): a WatchedTopic with this configuration."""
    all_watched = []

    def make(config):
        topic = new_topic(config=config)
        all_watched.append(WatchedTopic(topic, start_server(topic)))
        all_watched[-1].start()
        return all_watched[-1]

    yield make
    for watched in all_watched:
        watched.watch.stopping.set()


def _remove(watched, keys, is_done):
    """Writes tombstones for the keys. Waits until Kafka has compacted the topic so far that is_done(records) is
    true."""
    for key in keys:
        watched.topic.produce(key, None)
    watched.topic.wait_compacted(lambda: watched.publish(9), is_done)


def _wait_evidence_is_too_old(watched, limit_s=_TOO_OLD_S):
    newest_s = watched.watch.headers[-1].as_of_time.ToNanoseconds() / 1e9
    limit_s += 2  # the server may have newer evidence than it showed
    wait_until(lambda: time.time() > newest_s + limit_s, "the evidence is too old")


def _assert_never_wrongly_current(watched):
    """From the first answer on, a CURRENT state includes all records that the topic had when the server continued."""
    last = watched.topic.end() - 1

    def is_shown():
        header = watched.header()
        assert header.source_state != pb.SOURCE_STATE_CURRENT or header.revision >= last, header
        return header.source_state == pb.SOURCE_STATE_CURRENT

    wait_until(is_shown, lambda: f"revision {last} is current: {watched.header()}")


def test_the_topic_was_compacted_meanwhile(watch):
    watched = watch(_NEVER_FORGETS)
    keys = {little_endian(1), little_endian(2)}
    with stopped(watched.server):
        watched.change()
        _remove(watched, keys, lambda records: not [r for r in records if r.key in keys and r.value is not None])
        _wait_evidence_is_too_old(watched)
    _assert_never_wrongly_current(watched)
    watched.wait_shown()
    watched.finish()


def test_no_record_is_left_that_the_watch_knows(watch):
    watched = watch(_NEVER_FORGETS)
    with stopped(watched.server):
        first_new = watched.topic.end()
        for node in range(1, 6):
            watched.publish(node)
        watched.topic.wait_compacted(lambda: watched.publish(9), lambda records: records[0].offset >= first_new)
        _wait_evidence_is_too_old(watched, _MUCH_TOO_OLD_S)
    _assert_never_wrongly_current(watched)
    watched.wait_shown()
    assert watched.was_read_again()
    watched.finish()


def test_nodes_and_their_tombstones_were_forgotten_meanwhile(watch):
    watched = watch(_FORGETS_SOON)
    keys = {little_endian(1), little_endian(2)}
    with stopped(watched.server):
        _remove(watched, keys, lambda records: not [r for r in records if r.key in keys])
        _wait_evidence_is_too_old(watched)
    _assert_never_wrongly_current(watched)
    watched.wait_shown()
    assert not keys & {node.raw_key for node in watched.watch.fold.nodes.values()}
    watched.finish("REASON_TOKEN_EXPIRED")
