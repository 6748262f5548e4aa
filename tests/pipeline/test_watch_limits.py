# SPDX-License-Identifier: Apache-2.0
"""The limits of watches: their number, the size of a message, and the heartbeat interval."""

import grpc
import pytest

from support.api import pb
from support.compare import list_all
from support.errors import assert_refused
from support.fold import Watch
from support.http_port import SERVED
from support.metrics import wait_watchers
from support.waiting import DEADLINE_S

_MIB = 1 << 20


def test_the_watcher_limit_is_reached_and_freed(start_server, topic):
    server = start_server(topic, "--max-watchers", "3", *SERVED)
    watches = [Watch(server.stub, heartbeat_interval={"seconds": 1}) for _ in range(3)]
    for watch in watches:
        watch.next()
    details = assert_refused(
        lambda: next(server.stub.WatchStatus(pb.WatchStatusRequest(), timeout=DEADLINE_S)),
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "WATCHER_LIMIT",
        "RetryInfo",
    )
    assert 0 < details.RetryInfo.retry_delay.ToTimedelta().total_seconds() <= 60, details
    watches.pop().stop()
    wait_watchers(server, 2)
    watches.append(Watch(server.stub))
    last = topic.publish(1)
    for watch in watches:
        assert watch.until_revision(last).nodes
    list_all(server, min_revision=last)  # lists are not limited


@pytest.mark.parametrize("view", [pb.NODE_VIEW_BASIC, pb.NODE_VIEW_FULL])
def test_no_message_is_larger_than_a_mebibyte_and_one_node(server, topic, view):
    """A snapshot of many big nodes comes in several messages, of which only the last has a checkpoint."""
    for node in range(40):
        last = topic.publish(node, {"name_a": {"input_topics": ["foo"], "description": "x" * 150_000}})
    watch = Watch(server.stub, min_revision=last, view=view)
    fold = watch.until_revision(last)
    largest = max(node.ByteSize() for node in fold.nodes.values())
    assert len(fold.nodes) == 40 and len(watch.messages) >= 40 * largest // (_MIB + largest)
    assert max(message.ByteSize() for message in watch.messages) <= _MIB + largest
    assert [message.HasField("checkpoint") for message in watch.messages] == [False] * (len(watch.messages) - 1) + [
        True
    ]
    assert fold.snapshots == ["REASON_REQUESTED"]


def test_one_node_of_nearly_a_mebibyte(server, topic):
    watch = Watch(server.stub, view=pb.NODE_VIEW_FULL)
    last = topic.publish(1, {"name_a": {"input_topics": ["foo"], "description": "x" * (_MIB - 1000)}})
    node = watch.until_revision(last).nodes[1]
    assert node.state == pb.NodeStatus.STATE_UP and len(node.raw_value) > _MIB - 1000


@pytest.mark.parametrize("seconds", [1, 300])
def test_the_bounds_of_the_heartbeat_interval_are_accepted(server, seconds):
    assert Watch(server.stub, heartbeat_interval={"seconds": seconds}).next().HasField("checkpoint")


def test_heartbeats_come_at_the_requested_interval(server, topic):
    """By the server's clock they come at most a 16th of it before, and long before the 15 s of the default. A change
    of the source's state is told between them."""
    topic.publish(1)
    watch = Watch(server.stub, heartbeat_interval={"seconds": 3})
    first = watch.until(lambda fold: fold.nodes and fold.header.source_state == pb.SOURCE_STATE_CURRENT).header
    headers = [first] + [watch.next().checkpoint.header for _ in range(2)]
    for before, after in zip(headers, headers[1:]):
        apart_s = (after.answer_time.ToNanoseconds() - before.answer_time.ToNanoseconds()) / 1e9
        assert apart_s > 3 * 15 / 16 - 0.1 or after.source_state != before.source_state, headers
        assert apart_s < 12, headers
    watch.until(lambda fold: fold.header.as_of_time.ToNanoseconds() > first.as_of_time.ToNanoseconds())
