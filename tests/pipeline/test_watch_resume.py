# SPDX-License-Identifier: Apache-2.0
"""Resume tokens give exactly what changed, on any replica and after restarts. An unusable token is not an error."""

import pytest

from support.api import pb
from support.compare import list_all
from support.fold import Watch
from support.topic import little_endian


@pytest.fixture
def held(server, topic):
    """The fold of a watch of ten nodes that ended at a checkpoint."""
    last = [topic.publish(node, {"name_a": ["foo"]}) for node in range(10)][-1]
    watch = Watch(server.stub)
    watch.until_revision(last)
    watch.stop()
    return watch.fold


def _change(topic):
    """Changes one node, deletes one and adds one. Returns the last offset."""
    topic.publish(3, {"name_b": ["bar"]})
    topic.produce(little_endian(4), None)
    return topic.publish(11, {"name_c": ["baz"]})


def _resume(server, held, last, **request):
    watch = Watch(server.stub, held, resume_token=held.token, **request)
    watch.until_revision(last)
    return watch


def _touched(watch):
    return {node.node_id for message in watch.messages for node in [*message.updated, *message.removed]}


def _assert_equals_list(server, fold, last):
    _, nodes = list_all(server, min_revision=last)
    assert fold.nodes == {node.node_id: node for node in nodes}


def test_resumed_watch_sends_exactly_what_changed(server, topic, held):
    last = _change(topic)
    watch = _resume(server, held, last)
    assert held.snapshots == ["REASON_REQUESTED"], "the resumed watch began with a snapshot"
    assert _touched(watch) == {3, 4, 11}
    _assert_equals_list(server, held, last)


def test_resumed_watch_where_nothing_changed_sends_nothing(server, held):
    watch = Watch(server.stub, held, resume_token=held.token, heartbeat_interval={"seconds": 1})
    watch.next()
    assert held.exact and not _touched(watch) and held.snapshots == ["REASON_REQUESTED"]


def test_token_survives_a_restart_of_the_server(server, topic, held):
    server.restart().wait_serving()
    last = _change(topic)
    watch = _resume(server, held, last)
    assert held.snapshots == ["REASON_REQUESTED"] and _touched(watch) == {3, 4, 11}
    _assert_equals_list(server, held, last)


def test_token_survives_a_kill_and_changes_while_no_server_ran(server, topic, held):
    server.child.kill()
    last = _change(topic)
    server.kill_and_restart().wait_serving()
    watch = _resume(server, held, last)
    assert held.snapshots == ["REASON_REQUESTED"] and _touched(watch) == {3, 4, 11}
    _assert_equals_list(server, held, last)


def test_token_of_another_replica(server, topic, held, start_server):
    last = _change(topic)
    other = start_server(topic)
    watch = _resume(other, held, last)
    assert held.snapshots == ["REASON_REQUESTED"] and _touched(watch) == {3, 4, 11}
    _assert_equals_list(other, held, last)


@pytest.mark.parametrize("token", ["x", "AAAA", "nonsense!", "\u00e9"])
def test_unknown_token_gets_a_snapshot(server, held, token):
    watch = Watch(server.stub, held, resume_token=token)
    assert sorted(watch.until(lambda fold: True).nodes) == list(range(10))
    assert held.snapshots[1:] == ["REASON_TOKEN_UNUSABLE"]


@pytest.mark.parametrize("other", [{"filter": pb.Filter(node_ids=[1, 2])}, {"view": pb.NODE_VIEW_FULL}])
def test_token_of_another_request_gets_a_snapshot(server, held, other):
    watch = Watch(server.stub, held, resume_token=held.token, **other)
    watch.until(lambda fold: True)
    assert held.snapshots[1:] == ["REASON_TOKEN_UNUSABLE"]


def test_token_of_another_topic_gets_a_snapshot(server, held, new_topic, start_server):
    other_topic = new_topic()
    last = [other_topic.publish(node, {"name_z": ["foo"]}) for node in range(20)][-1]
    other = start_server(other_topic)
    watch = Watch(other.stub, held, resume_token=held.token)
    watch.until_revision(last)
    assert held.snapshots[1:] in (["REASON_TOKEN_UNUSABLE"], ["REASON_TOPIC_CHANGED"])
    _assert_equals_list(other, held, last)


def test_resuming_again_and_again_in_the_middle_of_writing_loses_nothing(server, topic, held):
    for round_number in range(15):
        for number in range(7):
            last = topic.publish((round_number * 7 + number) % 12, {f"name_{round_number}_{number}": ["foo"]})
        watch = Watch(server.stub, held, resume_token=held.token)
        watch.next()
        watch.until(lambda fold: True)
        watch.stop()
    _resume(server, held, last)
    assert held.snapshots == ["REASON_REQUESTED"]
    _assert_equals_list(server, held, last)
