# SPDX-License-Identifier: Apache-2.0
"""A watch sends the current state, then every change; every checkpoint's digest fits."""

import grpc
import pytest

from support.api import pb
from support.compare import list_all
from support.errors import assert_refused
from support.fold import Watch
from support.waiting import DEADLINE_S


def test_snapshot_then_updates_then_removal(server, topic):
    topic.publish(1, {"name_a": ["foo"]})
    topic.publish(2, {"name_a": ["foo"]})
    watch = Watch(server.stub, min_revision=1)
    fold = watch.until_revision(1)
    assert fold.snapshots == ["REASON_REQUESTED"] and sorted(fold.nodes) == [1, 2]

    offset = topic.publish(2, {"name_b": ["bar"]})
    watch.until_revision(offset)
    assert fold.nodes[2].revision == offset and [row.name for row in fold.nodes[2].coprocessors] == ["name_b"]
    assert [node.node_id for node in watch.messages[-1].updated] == [2], "more than the changed node was sent"

    offset = topic.produce(topic.records()[0].key, None)
    watch.until_revision(offset)
    assert list(fold.nodes) == [2]
    removed = watch.messages[-1].removed[0]
    assert (removed.node_id, removed.revision, removed.reason) == (1, offset, pb.RemovedNode.REASON_DELETED)
    assert fold.snapshots == ["REASON_REQUESTED"]


def test_an_empty_topic_gives_an_empty_snapshot_and_a_checkpoint(server):
    watch = Watch(server.stub)
    fold = watch.until(lambda fold: True)
    assert fold.snapshots == ["REASON_REQUESTED"] and not fold.nodes and fold.header.revision == -1


def test_heartbeats_bring_fresh_evidence_on_an_idle_topic(server, topic):
    topic.publish(1)
    watch = Watch(server.stub, heartbeat_interval={"seconds": 1})
    first = watch.until(
        lambda fold: 1 in fold.nodes and fold.header.HasField("as_of_time")
    ).header.as_of_time.ToNanoseconds()
    before = len(watch.messages)
    times = []

    def note(fold):
        times.append(fold.header.as_of_time.ToNanoseconds())
        return times[-1] - first > 2e9

    while not note(watch.fold):
        watch.next()
    assert times == sorted(times), times
    assert watch.fold.header.source_state == pb.SOURCE_STATE_CURRENT
    assert watch.fold.header.answer_time.ToNanoseconds() >= times[-1]
    assert all(not message.updated and not message.removed for message in watch.messages[before:]), (
        "a heartbeat carries nodes"
    )


@pytest.mark.parametrize("interval", [{"nanos": 1}, {"seconds": 301}, {"seconds": -1}, {"seconds": 0}])
def test_heartbeat_interval_out_of_range_is_refused(server, interval):
    request = pb.WatchStatusRequest(heartbeat_interval=interval)
    details = assert_refused(
        lambda: next(server.stub.WatchStatus(request, timeout=DEADLINE_S)),
        grpc.StatusCode.INVALID_ARGUMENT,
        "INVALID_FIELD",
    )
    assert [violation.field for violation in details.BadRequest.field_violations] == ["heartbeat_interval"]


def test_a_reader_that_pauses_gets_a_changed_node_once_in_its_newest_form(server, topic):
    watch = Watch(server.stub)
    watch.until(lambda fold: True)
    filler = "x" * 20000
    last = -1
    for number in range(600):  # 12 MB for one node, more than an unread connection takes
        last = topic.publish(1, {"name_a": {"input_topics": [f"t{number}"], "description": filler}})
    list_all(server, min_revision=last)
    watch.until_revision(last)
    assert list(watch.fold.nodes[1].coprocessors[0].input_topics) == ["t599"]
    assert len(watch.messages) < 400, "changes that wait for a slow reader were not merged"


def test_many_watchers_all_end_with_the_same_nodes(server, topic):
    watches = [Watch(server.stub) for _ in range(20)]
    last = -1
    for number in range(300):
        last = topic.publish(number % 30, {f"name_{number}": ["foo"]})
    _, nodes = list_all(server, min_revision=last)
    for watch in watches:
        watch.until_revision(last)
        assert watch.fold.nodes == {node.node_id: node for node in nodes}


def test_cancelled_watches_leave_the_server_serving(server, topic):
    for _ in range(50):
        watch = Watch(server.stub)
        watch.next()
        watch.stop()
    offset = topic.publish(1)
    assert len(list_all(server, min_revision=offset)[1]) == 1
