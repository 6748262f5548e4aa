# SPDX-License-Identifier: Apache-2.0
"""Compaction changes the log, not what is shown: replicas and tokens from before and after it agree."""

import pytest

from support.compare import assert_list_equals_topic, list_all
from support.fold import Watch
from support.topic import little_endian
from support.waiting import wait_until


def _write(topic, names):
    for node in range(10):
        last = topic.publish(node, {name: ["foo"] for name in names})
    return last


@pytest.fixture
def compacted(topic, start_server):
    """(a replica that read it all live, a fold left before the last changes) of a topic that was compacted since."""
    live = start_server(topic)
    for round_number in range(20):
        last = _write(topic, [f"name_{round_number}"])
    watch = Watch(live.stub)
    watch.until_revision(last)
    watch.stop()
    topic.produce(little_endian(3), None)
    written = topic.publish(4, {"name_z": ["bar"]}) + 1

    def is_compacted():
        topic.publish(99)  # rolls the segment, so that what is before it can be compacted
        return len([record for record in topic.records() if record.offset < written]) < 30

    wait_until(is_compacted, "Kafka compacts the topic")
    return live, watch.fold


def test_a_replica_from_after_compaction_shows_the_same(topic, compacted, start_server):
    live, _ = compacted
    late = start_server(topic)
    last = topic.publish(99)
    answers = [list_all(server, min_revision=last) for server in (live, late)]
    assert answers[0][1] == answers[1][1] and answers[0][0].digest == answers[1][0].digest
    assert_list_equals_topic(late, topic)


def test_a_token_from_before_compaction_resumes_on_a_replica_from_after(topic, compacted, start_server):
    _, fold = compacted
    late = start_server(topic)
    last = topic.publish(99)
    watch = Watch(late.stub, fold, resume_token=fold.token)
    watch.until_revision(last)
    assert fold.nodes == {node.node_id: node for node in list_all(late, min_revision=last)[1]}
    assert 3 not in fold.nodes
