# SPDX-License-Identifier: Apache-2.0
"""A server that stood still (SIGSTOP) while its topic went on: what it wakes with is never called current."""

import time

import pytest

from support.api import pb
from support.stopped import stopped
from support.topic import COMPACTED, little_endian
from support.waiting import wait_until
from support.watched_topic import WatchedTopic

_NEVER_FORGETS = COMPACTED | {"delete.retention.ms": "86400000"}
_FORGETS_SOON = COMPACTED | {"delete.retention.ms": "1000"}
_TOO_OLD_S = 5  # for evidence to be called current


@pytest.fixture
def watch(new_topic, start_server):
    """watch(config): a topic that is followed and watched."""
    all_watched = []

    def make(config):
        topic = new_topic(config=config)
        all_watched.append(WatchedTopic(topic, start_server(topic)))
        all_watched[-1].start()
        return all_watched[-1]

    yield make
    for watched in all_watched:
        watched.watch.over.set()


def _remove(watched, keys, is_done):
    """Tombstones for the keys; then it goes on until what Kafka's compaction left of the topic is_done(records)."""
    for key in keys:
        watched.topic.produce(key, None)

    def is_compacted():
        watched.publish(9)  # rolls the segment, so that what is before it can be compacted
        return is_done(watched.topic.records())

    wait_until(is_compacted, "Kafka compacts the topic")


def _wait_evidence_is_too_old(watched):
    newest_s = watched.watch.headers[-1].as_of_time.ToNanoseconds() / 1e9
    wait_until(lambda: time.time() > newest_s + _TOO_OLD_S + 2, "the evidence is too old")  # it may have newer than it showed


def _assert_wakes_honestly(watched):
    """From the first answer on: what is called current has all that was there when the server woke."""
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
    _assert_wakes_honestly(watched)
    watched.wait_shown()
    watched.finish()


def test_nodes_and_their_tombstones_were_forgotten_meanwhile(watch):
    watched = watch(_FORGETS_SOON)
    keys = {little_endian(1), little_endian(2)}
    with stopped(watched.server):
        _remove(watched, keys, lambda records: not [r for r in records if r.key in keys])
        _wait_evidence_is_too_old(watched)
    _assert_wakes_honestly(watched)
    watched.wait_shown()
    assert not keys & {node.raw_key for node in watched.watch.fold.nodes.values()}
    watched.finish("REASON_TOKEN_EXPIRED")
