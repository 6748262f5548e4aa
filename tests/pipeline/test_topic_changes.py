# SPDX-License-Identifier: Apache-2.0
"""A topic that is deleted, recreated or made unsuitable while a server reads it and a client watches."""

import pytest

from support.api import pb
from support.fold import Watch
from support.stopped import running, stopped
from support.tools import rollcall
from support.topic_admin import add_partition, create_again, delete, set_policy


def _recreate(watched, records=()):
    delete(watched.topic)
    watched.topic = create_again(watched.topic)
    for node, name in records:
        watched.topic.publish(node, {name: ["foo"]})


def _assert_not_served(watched, state, kept, *words):
    watched.wait_state(state)
    watched.wait_health("NOT_SERVING")
    watched.assert_serves(kept)
    watched.wait_logged(state, watched.topic.name, *words)
    done = rollcall(watched.server, "list").check()
    assert "name_" in done.stdout and done.stderr.startswith("STALE ") and len(done.stderr.splitlines()) == 1, done


def _assert_served_again(watched, *snapshots):
    watched.wait_shown()
    watched.wait_health("SERVING")
    watched.finish(*snapshots)


def test_deleted_and_created_later(watched):
    kept = watched.topic.records()
    delete(watched.topic)
    _assert_not_served(watched, pb.SOURCE_STATE_TOPIC_MISSING, kept)
    watched.wait_evidence_is_old()
    watched.topic = create_again(watched.topic)
    watched.topic.publish(7, {"name_new": ["foo"]})
    _assert_served_again(watched, "REASON_TOPIC_CHANGED")


RECREATED = {
    "as many": [(node, "name_new") for node in range(1, 6)],
    "the same again": [(node, "name_a") for node in range(1, 6)],
    "fewer": [(1, "name_new")],
    "none": [],
    "more": [(node, "name_new") for node in range(1, 30)],
    "other keys": [(node, "name_new") for node in range(101, 106)],
    "other keys, then those": [(node, "name_new") for node in [*range(101, 106), *range(1, 6)]],
}


@pytest.mark.parametrize("records", RECREATED.values(), ids=RECREATED)
@pytest.mark.parametrize("server_is", [running, stopped])
def test_deleted_and_recreated_at_once(watched, server_is, records):
    token = watched.watch.fold.token
    with server_is(watched.server):
        _recreate(watched, records)
    watched.wait_shown()
    resumed = Watch(watched.server.stub, resume_token=token, view=pb.NODE_VIEW_FULL)
    resumed.until(lambda fold: True)
    assert resumed.fold.snapshots == ["REASON_TOPIC_CHANGED"]
    _assert_served_again(watched, "REASON_TOPIC_CHANGED")


def test_partitions_added(watched):
    kept = watched.topic.records()
    add_partition(watched.topic)
    _assert_not_served(watched, pb.SOURCE_STATE_TOPIC_UNSUITABLE, kept, "partition")
    _recreate(watched, RECREATED["as many"])
    _assert_served_again(watched, "REASON_TOPIC_CHANGED")


def test_policy_changed_and_set_back(watched):
    kept = watched.topic.records()
    set_policy(watched.topic, "delete")
    _assert_not_served(watched, pb.SOURCE_STATE_TOPIC_UNSUITABLE, kept, "cleanup.policy")
    watched.change()
    set_policy(watched.topic, "compact")
    _assert_served_again(watched)
