# SPDX-License-Identifier: Apache-2.0
"""Replicas that were started at different times, one of them stopped for a while, give the same answers and tokens."""

import itertools
import signal

import pytest

from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.fold import Fold, Watch
from support.topic import little_endian
from support.waiting import DEADLINE_S

NODES = range(12)
VIEW = {"view": pb.NODE_VIEW_FULL}


def _write(topic, rounds):
    """Changes each node in each round. Some are deleted, some have records under both keys, some are broken."""
    for number in rounds:
        for node in NODES:
            topic.publish(node, {f"name_{number}_{letter}": ["foo"] for letter in "cab"})
        topic.produce(little_endian(number % 12), None)
        status = "odd" if number % 2 else "up"
        topic.publish(number % 5, {"name_decimal": [f"t{number}"]}, key=str(number % 5).encode(), status=status)
        last = topic.produce(little_endian(100 + number % 3), b"{broken")
    return last


def _fold_at(server, revision):
    """The fold of a watch of this replica that ended at a checkpoint."""
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
    topic.wait_compacted(
        lambda: topic.publish(99), lambda records: len([record for record in records if record.offset < written]) < 40
    )


class Replicas:
    """Three replicas of one topic, and a fold from before most of the changes."""

    def __init__(self, topic, start):
        self.topic = topic
        early = start(topic)
        half = _write(topic, range(10))
        middle = start(topic)
        self.left = _fold_at(middle, half)
        middle.child.signal(signal.SIGSTOP)
        _write(topic, range(10, 20))
        _compact(topic)
        late = start(topic)
        middle.child.signal(signal.SIGCONT)
        self.all = [early, middle, late]

    def pairs(self):
        return itertools.permutations(self.all, 2)

    def change(self, number):
        """Changes two nodes and deletes one. Returns their ids and the last offset."""
        self.topic.produce(little_endian(11), None)
        self.topic.publish(1, {f"name_x_{number}": ["bar"]}, key=b"1")
        return {1, 7, 11}, self.topic.publish(7, {f"name_y_{number}": ["bar"]})


@pytest.fixture(scope="module")
def replicas(module_topic, start_module_server):
    return Replicas(module_topic, start_module_server)


def _bytes_of(messages):
    return [message.SerializeToString(deterministic=True) for message in messages]


def _without_times(answer):
    """An answer without the header's times and state, which depend on the moment."""
    header = answer.header
    answer.ClearField("header")
    return header.revision, header.digest, header.node_count, header.problem_count, *_bytes_of([answer])


def test_same_answers_and_digest_at_the_same_revision(replicas):
    records = replicas.topic.records()
    last = records[-1].offset
    nodes, rows = set(), set()
    for server in replicas.all:
        wanted = {"min_revision": last}
        nodes.add(_without_times(server.stub.ListNodes(pb.ListNodesRequest(**wanted, **VIEW), timeout=DEADLINE_S)))
        rows.add(_without_times(server.stub.ListCoprocessors(pb.ListCoprocessorsRequest(**wanted), timeout=DEADLINE_S)))
        assert_equals_reference(*list_all(server, **VIEW), records)
    assert len(nodes) == 1 and len(rows) == 1
    assert {answer[0] for answer in nodes | rows} == {last}


def _assert_resumes_exactly(server, fold, changed, last):
    """The resumed watch gets exactly what changed, or a snapshot, and then equals the list."""
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
        fold = _fold_at(giver, before)
        changed, last = replicas.change(number)
        list_all(taker, min_revision=last)
        _assert_resumes_exactly(taker, fold, changed, last)
        assert fold.snapshots == ["REASON_REQUESTED"], "every replica has read the records that the token names"


def test_a_token_from_before_the_silence_and_the_compaction_works_on_each(replicas):
    _, last = replicas.change("after")
    for server in replicas.all:
        fold = _copy(replicas.left)
        changed = set(fold.nodes) | {node.node_id for node in list_all(server, min_revision=last)[1]}
        _assert_resumes_exactly(server, fold, changed, last)


def test_a_token_ahead_of_a_replica_waits_until_the_replica_reaches_it(replicas):
    early, middle, _ = replicas.all
    list_all(middle, min_revision=replicas.change("known")[1])
    middle.child.signal(signal.SIGSTOP)
    try:
        changed, last = replicas.change("missed")
        fold = _fold_at(early, last)
        watch = Watch(middle.stub, fold, resume_token=fold.token, **VIEW)  # the server sees it when it continues
        page = middle.stub.ListNodes.future(pb.ListNodesRequest(min_revision=last, **VIEW), timeout=DEADLINE_S)
    finally:
        middle.child.signal(signal.SIGCONT)
    watch.until_revision(last)
    assert fold.snapshots == ["REASON_REQUESTED"]
    assert page.result().header.revision >= last
    assert fold.nodes == {node.node_id: node for node in page.result().nodes}


@pytest.mark.parametrize(
    "method, request_type, items",
    [
        ("ListNodes", pb.ListNodesRequest, lambda page: list(page.nodes)),
        ("ListCoprocessors", pb.ListCoprocessorsRequest, lambda page: [*page.coprocessors, *page.nodes_not_up]),
    ],
)
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
