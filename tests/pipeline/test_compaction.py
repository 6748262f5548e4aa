# SPDX-License-Identifier: Apache-2.0
"""Compaction changes the log but not the state: replicas and tokens from before and after it agree."""

import pytest

from support.compare import assert_list_equals_topic, list_all
from support.fold import Watch
from support.topic import little_endian


def _write(topic, names):
    for node in range(10):
        last = topic.publish(node, {name: ["foo"] for name in names})
    return last


@pytest.fixture
def compacted(topic, start_server):
    """(a replica that read every record, a fold from before the last changes) of a topic that has been compacted
    since."""
    live = start_server(topic)
    for round_number in range(20):
        last = _write(topic, [f"name_{round_number}"])
    watch = Watch(live.stub)
    watch.until_revision(last)
    watch.stop()
    topic.produce(little_endian(3), None)
    written = topic.publish(4, {"name_z": ["bar"]}) + 1
    topic.wait_compacted(
        lambda: topic.publish(99), lambda records: len([record for record in records if record.offset < written]) < 30
    )
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
