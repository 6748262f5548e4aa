# SPDX-License-Identifier: Apache-2.0
"""A stream that is cut between two messages of one catch-up, and resumed on a replica that lags behind it."""

import pytest

from support import reference
from support.api import pb
from support.compare import list_all
from support.fold import Watch
from support.proxy_faults import Hangs
from support.topic import little_endian

_BIG = {"input_topics": ["foo"], "description": "x" * 150_000}
_VIEW = {"view": pb.NODE_VIEW_FULL}


@pytest.fixture
def topic(proxied_kafka):
    topic = proxied_kafka.new_topic()
    for node in range(1, 6):
        topic.publish(node, {"name_a": ["foo"]})
    return topic


@pytest.fixture
def ahead(topic, start_server):
    return start_server(topic)


@pytest.fixture
def behind(topic, proxied_kafka, start_server):
    """A replica whose connection to Kafka hangs as soon as a test says so."""
    return start_server(proxied_kafka.through_proxy(topic))


def _catch_up_of_many_messages(topic):
    """Changes node 1, deletes node 2, adds nodes, in this order; more than 1 MiB in all. Returns the last offset."""
    topic.publish(1, {"name_b": ["bar"]})
    topic.produce(little_endian(2), None)
    return [topic.publish(node, {"name_c": _BIG}) for node in range(10, 26)][-1]


def _resume_and_cut(server, fold, last):
    """Reads a catch-up up to `last` as far as the first added node, and not the rest. The removal may come first, in a
    message of its own."""
    watch = Watch(server.stub, fold, resume_token=fold.token, min_revision=last, **_VIEW)
    while 10 not in {node.node_id for node in watch.next().updated}:
        pass
    watch.stop()
    sent = [node.node_id for message in watch.messages for node in [*message.updated, *message.removed]]
    assert {1, 2, 10} <= set(sent) and 25 not in sent
    assert not any(message.HasField("checkpoint") for message in watch.messages)


def _assert_holds_the_state_of(fold, records):
    """Compares with records of the topic. Neither the digest nor the count of the header is looked at."""
    expected = reference.read_state(records)
    assert {node: shown.revision for node, shown in fold.nodes.items()} == {
        node: shown.record.offset for node, shown in expected.items()
    }


def test_cut_catch_up_resumed_on_a_replica_that_lags(topic, ahead, behind, proxied_kafka):
    first = Watch(ahead.stub, **_VIEW)
    fold = first.until_revision(topic.end() - 1)
    first.stop()
    known = topic.publish(5, {"name_known": ["foo"]})  # the replica that lags has a change too
    list_all(behind, min_revision=known)
    records = topic.records()  # now, because they may be compacted later
    with proxied_kafka.proxy.does(Hangs()):
        last = _catch_up_of_many_messages(topic)
        _resume_and_cut(ahead, fold, last)
        resumed = Watch(behind.stub, fold, resume_token=fold.token, **_VIEW)
        resumed.until(lambda fold: True)
        assert fold.header.revision == known, "the replica does not lag"
        _assert_holds_the_state_of(fold, records)
    resumed.until_revision(last)
    _assert_holds_the_state_of(fold, topic.records())
    assert fold.snapshots == ["REASON_REQUESTED"]
