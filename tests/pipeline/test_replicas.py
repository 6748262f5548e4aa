# SPDX-License-Identifier: Apache-2.0
"""Replicas started at different times, one of which stood still meanwhile, are one: same answers, same tokens."""

import itertools
import signal

import pytest

from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.fold import Fold, Watch
from support.topic import little_endian
from support.waiting import DEADLINE_S, wait_until

NODES = range(12)
VIEW = {"view": pb.NODE_VIEW_FULL}


def _write(topic, rounds):
    """Each node changes in each round; some go, some have a record under either key, some are broken."""
    for number in rounds:
        for node in NODES:
            topic.publish(node, {f"name_{number}_{letter}": ["foo"] for letter in "cab"})
        topic.produce(little_endian(number % 12), None)
        status = "odd" if number % 2 else "up"
        topic.publish(number % 5, {"name_decimal": [f"t{number}"]}, key=str(number % 5).encode(), status=status)
        last = topic.produce(little_endian(100 + number % 3), b"{broken")
    return last


def _leave_at(server, revision):
    """A fold that was left at a checkpoint of this replica."""
    watch = Watch(server.stub, **VIEW)
    watch.until_revision(revision)
    watch.stop()
    return watch.fold


def _copy(fold):
    copy = Fold()
    copy.nodes, copy.token, copy.snapshots = dict(fold.nodes), fold.token, list(fold.snapshots)
    return copy


def _compact(topic):
    written = topic.publish(99) + 1

    def is_compacted():
        topic.publish(99)  # rolls the segment, so that what is before it can be compacted
        return len([record for record in topic.records() if record.offset < written]) < 40

    wait_until(is_compacted, "Kafka compacts the topic")


class Replicas:
    """Three of one topic, and a fold that was left before most of what happened."""

    def __init__(self, topic, start):
        self.topic = topic
        early = start(topic)
        half = _write(topic, range(10))
        midst = start(topic)
        self.left = _leave_at(midst, half)
        midst.child.signal(signal.SIGSTOP)
        _write(topic, range(10, 20))
        _compact(topic)
        late = start(topic)
        midst.child.signal(signal.SIGCONT)
        self.all = [early, midst, late]

    def pairs(self):
        return itertools.permutations(self.all, 2)

    def change(self, number):
        """Two nodes change, one goes; returns their ids and the last offset."""
        self.topic.produce(little_endian(11), None)
        self.topic.publish(1, {f"name_x_{number}": ["bar"]}, key=b"1")
        return {1, 7, 11}, self.topic.publish(7, {f"name_y_{number}": ["bar"]})


@pytest.fixture(scope="module")
def replicas(module_topic, start_module_server):
    return Replicas(module_topic, start_module_server)


def _bytes_of(messages):
    return [message.SerializeToString(deterministic=True) for message in messages]


def _bodies(answer):
    """An answer without what differs by the moment: the header's times and state."""
    header = answer.header
    answer.ClearField("header")
    return header.revision, header.digest, header.node_count, header.problem_count, *_bytes_of([answer])


def test_same_bodies_and_digest_at_the_same_revision(replicas):
    records = replicas.topic.records()
    last = records[-1].offset
    nodes, rows = set(), set()
    for server in replicas.all:
        wanted = {"min_revision": last}
        nodes.add(_bodies(server.stub.ListNodes(pb.ListNodesRequest(**wanted, **VIEW), timeout=DEADLINE_S)))
        rows.add(_bodies(server.stub.ListCoprocessors(pb.ListCoprocessorsRequest(**wanted), timeout=DEADLINE_S)))
        assert_equals_reference(*list_all(server, **VIEW), records)
    assert len(nodes) == 1 and len(rows) == 1
    assert {body[0] for body in nodes | rows} == {last}


def _assert_resumes_exactly(server, fold, changed, last):
    """Just what changed, or a snapshot; never anything but what the list shows."""
    watch = Watch(server.stub, fold, resume_token=fold.token, **VIEW)
    snapshots = len(fold.snapshots)
    watch.until_revision(last)
    watch.stop()
    touched = {node.node_id for message in watch.messages for node in [*message.updated, *message.removed]}
    assert len(fold.snapshots) > snapshots or touched == changed
    assert fold.nodes == {node.node_id: node for node in list_all(server, min_revision=last, **VIEW)[1]}


def test_a_token_of_each_works_on_each(replicas):
    for number, (giver, taker) in enumerate(replicas.pairs()):
        _, before = replicas.change(f"before_{number}")
        fold = _leave_at(giver, before)
        changed, last = replicas.change(number)
        list_all(taker, min_revision=last)
        _assert_resumes_exactly(taker, fold, changed, last)
        assert fold.snapshots == ["REASON_REQUESTED"], "all have read what the token names"


def test_a_token_from_before_the_silence_and_the_compaction_works_on_each(replicas):
    _, last = replicas.change("after")
    for server in replicas.all:
        fold = _copy(replicas.left)
        changed = set(fold.nodes) | {node.node_id for node in list_all(server, min_revision=last)[1]}
        _assert_resumes_exactly(server, fold, changed, last)


def test_a_token_ahead_of_a_replica_waits_until_it_has_come_there(replicas):
    early, midst, _ = replicas.all
    list_all(midst, min_revision=replicas.change("known")[1])
    midst.child.signal(signal.SIGSTOP)
    try:
        changed, last = replicas.change("missed")
        fold = _leave_at(early, last)
        watch = Watch(midst.stub, fold, resume_token=fold.token, **VIEW)  # it meets the request when it wakes
        page = midst.stub.ListNodes.future(pb.ListNodesRequest(min_revision=last, **VIEW), timeout=DEADLINE_S)
    finally:
        midst.child.signal(signal.SIGCONT)
    watch.until_revision(last)
    assert fold.snapshots == ["REASON_REQUESTED"]
    assert page.result().header.revision >= last
    assert fold.nodes == {node.node_id: node for node in page.result().nodes}


@pytest.mark.parametrize("method, request_type, items", [
    ("ListNodes", pb.ListNodesRequest, lambda page: list(page.nodes)),
    ("ListCoprocessors", pb.ListCoprocessorsRequest, lambda page: [*page.coprocessors, *page.nodes_not_up]),
])
def test_each_page_may_come_from_another_replica(replicas, method, request_type, items):
    _, last = replicas.change(method)
    for server in replicas.all:
        list_all(server, min_revision=last)
    whole = getattr(replicas.all[0].stub, method)(request_type(), timeout=DEADLINE_S)
    pages, token = [], ""
    for server in itertools.cycle(replicas.all):
        page = getattr(server.stub, method)(request_type(page_size=3, page_token=token), timeout=DEADLINE_S)
        assert (page.header.revision, page.header.digest) == (whole.header.revision, whole.header.digest)
        pages += items(page)
        token = page.next_page_token
        if not token:
            break
    assert len(pages) > 6 and sorted(_bytes_of(pages)) == sorted(_bytes_of(items(whole)))
