# SPDX-License-Identifier: Apache-2.0
"""Records that are shown are deleted from the log (DeleteRecords), and topics without any records."""

import pytest

from support.compare import assert_list_equals_topic
from support.stopped import running, stopped
from support.topic import COMPACTED, little_endian
from support.topic_admin import delete_records


# A running server may see the changed policy, which is set for a moment, and reads the topic again because of it.
@pytest.mark.parametrize("server_is", [running, stopped])
@pytest.mark.parametrize("kept", [0, 2])
def test_of_live_nodes(watched, server_is, kept):
    with server_is(watched.server):
        delete_records(watched.topic, watched.topic.end() - kept)
    assert len(watched.wait_shown()) == kept
    watched.change()
    watched.wait_shown()
    snapshots = watched.watch.fold.snapshots[1:]
    assert set(snapshots) == {"REASON_TOPIC_CHANGED"} and (server_is is running or len(snapshots) == 1), snapshots
    watched.finish(*snapshots)


def test_past_the_position_of_a_stopped_server(watched):
    with stopped(watched.server):
        for _ in range(3):
            watched.change()
        delete_records(watched.topic, watched.topic.end() - 2)
    assert len(watched.wait_shown()) == 2
    watched.finish("REASON_TOPIC_CHANGED")


def test_of_records_that_were_replaced(watched):
    for node in range(1, 6):
        watched.publish(node)
    watched.wait_shown()
    with stopped(watched.server):
        delete_records(watched.topic, 5)
    watched.change()
    watched.wait_shown()
    watched.finish()


def test_a_log_without_records(topic, start_server):
    for node in range(5):
        topic.publish(node)
    delete_records(topic, 5)
    assert not topic.records() and topic.end() == 5
    header, _ = assert_list_equals_topic(start_server(topic), topic)
    assert (header.revision, header.node_count) == (4, 0)
    assert_list_equals_topic(start_server(topic), topic, topic.publish(1))


def test_a_log_whose_tombstones_are_forgotten(new_topic, start_server):
    topic = new_topic(config=COMPACTED | {"delete.retention.ms": "0"})
    for node in range(5):
        topic.publish(node)
    gone = [topic.produce(little_endian(node), None) for node in range(5)][-1]
    topic.wait_compacted(lambda: topic.produce(little_endian(9), None), lambda records: records[0].offset > gone)
    header, _ = assert_list_equals_topic(start_server(topic), topic)
    assert header.node_count == 0 and header.revision == topic.end() - 1
