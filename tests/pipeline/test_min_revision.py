# SPDX-License-Identifier: Apache-2.0
"""min_revision: an acknowledged record is shown by every replica; a revision that does not come in time is refused."""

import grpc
import pytest

from support.api import pb
from support.errors import answered, assert_refused
from support.fold import Watch
from support.waiting import DEADLINE_S


def test_every_acked_record_is_shown(topic, start_server):
    servers = [start_server(topic) for _ in range(2)]
    for number in range(50):
        offset = topic.publish(number % 3, {f"name_{number}": ["foo"]})
        for server in servers:
            answer = server.stub.ListCoprocessors(
                pb.ListCoprocessorsRequest(min_revision=offset, filter=pb.Filter(node_ids=[number % 3])),
                timeout=DEADLINE_S,
            )
            assert answer.header.revision >= offset
            assert [row.name for row in answer.coprocessors] == [f"name_{number}"]


def test_revision_minus_one_is_always_reached(server):
    assert server.stub.ListNodes(pb.ListNodesRequest(min_revision=-1), timeout=DEADLINE_S).header.revision == -1


def test_a_revision_that_does_not_come_is_refused_with_its_number(server, topic):
    offset = topic.publish(1)
    server.stub.ListNodes(pb.ListNodesRequest(min_revision=offset), timeout=DEADLINE_S)
    details = assert_refused(
        lambda: server.stub.ListNodes(pb.ListNodesRequest(min_revision=offset + 5), timeout=DEADLINE_S),
        grpc.StatusCode.UNAVAILABLE,
        "REVISION_NOT_REACHED",
        "RetryInfo",
    )
    assert details.ErrorInfo.metadata["minRevision"] == str(offset + 5)
    assert details.ErrorInfo.metadata["revision"] == str(offset)


def test_a_list_waits_for_the_record(server, topic):
    future = server.stub.ListNodes.future(pb.ListNodesRequest(min_revision=0), timeout=DEADLINE_S)
    topic.publish(9)
    assert [node.node_id for node in future.result().nodes] == [9]


def test_a_watch_starts_with_the_revision_or_is_refused(server, topic):
    offset = topic.publish(1, {"name_a": ["foo"]})
    watch = Watch(server.stub, min_revision=offset)
    assert list(watch.until(lambda fold: True).nodes) == [1]
    watch.stop()
    assert_refused(
        lambda: next(server.stub.WatchStatus(pb.WatchStatusRequest(min_revision=offset + 9), timeout=DEADLINE_S)),
        grpc.StatusCode.UNAVAILABLE,
        "REVISION_NOT_REACHED",
        "RetryInfo",
    )


@pytest.mark.parametrize("deadline_s", [0.5, 3])
def test_the_refusal_comes_before_the_callers_deadline(server, topic, deadline_s):
    """Otherwise the caller would hear only that time is up, and not what of."""
    missing = topic.publish(1) + 5
    calls = (
        lambda: server.stub.ListNodes(pb.ListNodesRequest(min_revision=missing), timeout=deadline_s),
        lambda: server.stub.ListCoprocessors(pb.ListCoprocessorsRequest(min_revision=missing), timeout=deadline_s),
        lambda: next(server.stub.WatchStatus(pb.WatchStatusRequest(min_revision=missing), timeout=deadline_s)),
    )
    for call in calls:
        details = assert_refused(
            lambda call=call: answered(call), grpc.StatusCode.UNAVAILABLE, "REVISION_NOT_REACHED", "RetryInfo"
        )
        assert details.ErrorInfo.metadata["minRevision"] == str(missing)
