# SPDX-License-Identifier: Apache-2.0
"""ListChanges and `rollcall history`: what happened, from a log that Kafka compacts, cuts and interrupts."""

import datetime
import itertools
import json
import time

import grpc
import pytest

from support.api import pb
from support.compare import list_all
from support.errors import Details, assert_refused
from support.tools import rollcall
from support.topic import COMPACTED, little_endian, status_json
from support.topic_admin import delete_records
from support.waiting import DEADLINE_S

UP, DOWN, INVALID = (pb.NodeStatus.State.Value(f"STATE_{name}") for name in ("UP", "DOWN", "INVALID"))
BY_PRODUCER, BY_BROKER = pb.NodeChange.TIME_SOURCE_PRODUCER, pb.NodeChange.TIME_SOURCE_BROKER
ADDED, CHANGED, DELETED, REPUBLISHED = (
    pb.NodeChange.Kind.Value(f"KIND_{name}") for name in ("ADDED", "CHANGED", "DELETED", "REPUBLISHED")
)


def history(server, min_revision=None, **fields):
    if min_revision is not None:
        list_all(server, min_revision=min_revision)
    return server.stub.ListChanges(pb.ListChangesRequest(**fields), timeout=DEADLINE_S)


def all_pages(server, **fields):
    """The changes of all pages, newest first, and the pages."""
    pages = [history(server, **fields)]
    while pages[-1].HasField("next_before_offset"):
        pages.append(history(server, before_offset=pages[-1].next_before_offset, **fields))
    return [change for page in pages for change in page.changes], pages


def offsets(response):
    return [change.offset for change in response.changes]


@pytest.fixture
def kept(new_topic):
    """A topic that Kafka does not compact while a test runs."""
    return new_topic(config={"cleanup.policy": "compact"})


@pytest.fixture
def server(start_server, kept):
    """A rollcalld that reads it."""
    return start_server(kept)


def test_each_kind_of_change(server, kept):
    now_ms = int(time.time() * 1000)
    for number, name in enumerate(("name_a", "name_a", "name_b")):
        kept.publish(7, {name: ["foo"]}, timestamp_ms=now_ms + number)
    kept.publish(7, status="down", reason="maintenance")
    kept.produce(little_endian(7), b"no JSON")
    last = kept.produce(little_endian(7), None)
    response = history(server, last)
    assert [change.kind for change in response.changes] == [DELETED, CHANGED, CHANGED, CHANGED, ADDED]
    assert offsets(response) == [5, 4, 3, 2, 0]
    deleted, invalid, down, changed, added = response.changes
    assert not deleted.HasField("after") and deleted.before.problem.offset == 4
    assert (invalid.before.state, invalid.after.state) == (DOWN, INVALID)
    assert down.after.reason == "maintenance" and [row.name for row in down.before.coprocessors] == ["name_b"]
    assert (changed.before.revision, changed.after.revision) == (1, 2), "the renewal is not told, but it was"
    assert changed.publish_time.ToMilliseconds() == now_ms + 2 and changed.time_source == BY_PRODUCER
    assert not added.HasField("before") and added.key == little_endian(7)
    assert not any(change.before_uncertain or change.after_uncertain for change in response.changes)
    assert (response.complete_from_offset, response.log_start_offset, response.start_offset) == (0, 0, 0)
    header = list_all(server)[0]
    assert (response.header.revision, response.header.digest) == (header.revision, header.digest)
    everything = history(server, include_republished=True)
    assert [change.kind for change in everything.changes][-2:] == [REPUBLISHED, ADDED]


def test_both_encodings_of_a_key_are_one_node(server, kept):
    kept.publish(7, {"old": ["foo"]}, key=b"7")
    kept.publish(7, {"new": ["foo"]})
    last = kept.produce(little_endian(7), None)
    back, changed, added = history(server, last).changes
    assert (added.key, changed.key, back.key) == (b"7", little_endian(7), little_endian(7))
    assert [(row.name) for row in changed.before.coprocessors] == ["old"]
    assert back.kind == CHANGED and back.after.revision == 0, "the other key's record counts again"


def test_pages_and_filters(server, kept):
    for round_number in range(20):
        for node in range(5):
            last = kept.publish(node, {f"name_{round_number % 2}": ["foo"]})
    list_all(server, min_revision=last)
    changes, pages = all_pages(server, page_size=7)
    assert [change.offset for change in changes] == list(range(99, -1, -1)) and len(pages) == 15
    assert {page.complete_from_offset for page in pages} == {0}
    only, _ = all_pages(server, filter=pb.Filter(node_ids=[3], names=["*_1"]), from_offset=50, page_size=2)
    assert {change.node_id for change in only} == {3}
    assert min(change.offset for change in only) >= 50
    assert all(change.before.coprocessors or change.after.coprocessors for change in only)


def test_since_is_by_the_time_of_the_records(new_topic, start_server):
    topic = new_topic(config=COMPACTED | {"message.timestamp.type": "LogAppendTime"})
    topic.publish(1, {"before": ["foo"]})
    time.sleep(0.002)  # the broker's clock has milliseconds: the next record is of a later one
    since = datetime.datetime.now(datetime.UTC)
    time.sleep(0.002)
    last = topic.publish(1, {"after": ["foo"]}, timestamp_ms=1)
    server = start_server(topic)
    response = history(server, last, since=since)
    assert offsets(response) == [last] and response.start_offset == last
    change = response.changes[0]
    assert change.time_source == BY_BROKER and change.publish_time.ToDatetime(datetime.UTC) >= since
    assert [row.name for row in change.before.coprocessors] == ["before"], "what was before is read too"


def test_of_a_compacted_log(topic, start_server):
    """Everything that is told did happen, and from complete_from_offset on nothing is missing."""
    server = start_server(topic)
    written = {}
    for round_number in range(30):
        for node in range(4):
            name = f"name_{round_number}"
            written[topic.publish(node, {name: ["foo"]})] = (node, name)
    gone = topic.produce(little_endian(3), None)
    numbers = itertools.count()  # each of these records tells a change too, so that an answer has all of them
    topic.wait_compacted(
        lambda: topic.publish(99, {f"name_{next(numbers)}": ["foo"]}),
        lambda records: len([one for one in records if one.offset <= gone]) < 20,
    )
    end = topic.end()
    response = history(server, end - 1, page_size=10_000)
    assert response.header.revision >= end - 1
    assert response.complete_from_offset > 0 and response.log_start_offset == 0
    left = {record.offset: record for record in topic.records()}
    for change in response.changes:
        if change.offset in written:
            node, name = written[change.offset]
            assert change.node_id == node and [row.name for row in change.after.coprocessors] == [name]
        if not change.before_uncertain and change.HasField("before"):
            older = [
                offset for offset, (node, _) in written.items() if offset < change.offset and node == change.node_id
            ]
            assert not older or change.before.revision == max(older)
    assert any(change.before_uncertain for change in response.changes if change.offset <= gone)
    complete = range(response.complete_from_offset, response.header.revision + 1)
    assert set(complete) & set(range(end)) <= set(left) | set(offsets(response)), "no offset is missing there"
    deleted = [change for change in response.changes if change.kind == DELETED]
    assert [(change.node_id, change.offset) for change in deleted] in ([(3, gone)], [])
    late = start_server(topic)
    again = history(late, end - 1, page_size=10_000)
    assert set(offsets(again)) <= set(offsets(response)) | set(range(end, end + 50)), "a late replica tells the same"


def test_of_transactions(server, kept, producer):
    def write(node, name):
        producer.produce(kept.name, key=little_endian(node), value=status_json(node, {name: ["foo"]}), partition=0)
        assert producer.flush(DEADLINE_S) == 0

    kept.publish(1, {"plain": ["foo"]})
    producer.begin_transaction()
    write(1, "aborted")
    producer.abort_transaction(DEADLINE_S)
    producer.begin_transaction()
    write(1, "committed")
    producer.commit_transaction(DEADLINE_S)
    response = history(server, kept.end() - 1)
    names = [[row.name for row in change.after.coprocessors] for change in response.changes]
    assert names == [["committed"], ["plain"]]
    assert response.changes[0].before_uncertain, "what was aborted looks like what was compacted"
    assert response.complete_from_offset == response.header.revision + 1, "the log ends with a marker"
    last = kept.publish(1, {"plain": ["foo"]})
    response = history(server, last)
    assert response.complete_from_offset == last and offsets(response) == [last, 3, 0]
    assert response.changes[0].before_uncertain, "a marker is between the two"


def test_of_deleted_records(kept, start_server):
    for round_number in range(5):
        for node in range(3):
            kept.publish(node, {f"name_{round_number}": ["foo"]})
    delete_records(kept, 12)
    server = start_server(kept)
    response = history(server, 14)
    assert offsets(response) == [14, 13, 12]
    assert all(change.before_uncertain and change.kind == ADDED for change in response.changes)
    assert (response.log_start_offset, response.complete_from_offset) == (12, 12)
    last = kept.publish(2, {"name_5": ["foo"]})
    newest = history(server, last).changes[0]
    assert not newest.before_uncertain and newest.before.revision == 14


def test_an_answer_continues_where_the_last_one_ended(server, kept):
    first = history(server, kept.publish(1, {"a": ["foo"]}))
    nothing = history(server, from_offset=first.header.revision + 1)
    assert not nothing.changes and nothing.start_offset == first.header.revision + 1
    last = kept.publish(1, {"b": ["foo"]})
    more = history(server, last, from_offset=first.header.revision + 1)
    assert offsets(more) == [last] and more.changes[0].before.revision == first.header.revision


def test_bad_requests_are_named(server, kept):
    list_all(server, min_revision=kept.publish(1))
    for fields, field in (
        ({"page_size": -1}, "page_size"),
        ({"from_offset": -1}, "from_offset"),
        ({"before_offset": -1}, "before_offset"),
        ({"filter": pb.Filter(names=["\\"])}, "filter.names[0]"),
    ):
        details = assert_refused(
            lambda fields=fields: history(server, **fields), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"
        )
        assert details.ErrorInfo.metadata["field"] == field


@pytest.fixture(scope="module")
def large_topic(new_topic):
    """A log that takes a while to read."""
    topic = new_topic(config={"cleanup.policy": "compact"})
    topic.produce_many(
        (little_endian(number % 500), status_json(number % 500, {f"name_{number}": ["foo"] * 20}))
        for number in range(12_000)
    )
    return topic


def test_lists_are_served_and_the_rest_waits_its_turn(large_topic, start_server):
    """While histories of a large topic are read, lists are answered; too many histories are refused, and canceled ones
    give their places away."""
    server = start_server(large_topic)
    end = large_topic.end()
    list_all(server, min_revision=end - 1)
    calls = [server.stub.ListChanges.future(pb.ListChangesRequest(), timeout=DEADLINE_S) for _ in range(30)]
    listed = 0  # before the first history was read
    while True:
        header, nodes = list_all(server)
        assert len(nodes) == 500 and header.source_state == pb.SOURCE_STATE_CURRENT
        if any(call.done() and call.code() == grpc.StatusCode.OK for call in calls):
            break
        listed += 1
    assert listed > 0
    refused = [call for call in calls if call.done() and call.code() == grpc.StatusCode.RESOURCE_EXHAUSTED]
    assert refused
    info = Details(refused[0].exception()).ErrorInfo
    assert (info.reason, info.metadata["limit"]) == ("HISTORY_LIMIT", "16")
    for call in calls:
        call.cancel()
    response = history(server, page_size=3)
    assert offsets(response) == [end - 1, end - 2, end - 3] and response.next_before_offset == end - 3


def test_a_history_ends_with_its_server(large_topic, start_server):
    server = start_server(large_topic)
    list_all(server, min_revision=large_topic.end() - 1)
    calls = [server.stub.ListChanges.future(pb.ListChangesRequest(), timeout=DEADLINE_S) for _ in range(3)]
    server.terminate()
    for call in calls:
        if call.exception(timeout=DEADLINE_S) is not None:
            assert call.code() == grpc.StatusCode.UNAVAILABLE
    assert server.child.wait() == 0


def test_rollcall_history(server, kept):
    day = datetime.datetime(2026, 11, 25, 22, tzinfo=datetime.UTC)
    first_ms = int(day.timestamp() * 1000)
    kept.publish(7, {"name_a": ["foo"]}, timestamp_ms=first_ms)
    kept.publish(7, {"name_a": ["foo"]}, timestamp_ms=first_ms + 1_000)
    kept.publish(8, {"name_a": ["foo"]}, timestamp_ms=first_ms + 2_000)
    last = kept.publish(7, status="down", reason="mainten\x1bance", timestamp_ms=first_ms + 3_000)
    list_all(server, min_revision=last)
    shown = rollcall(server, "history", "--node", "7").check()
    assert shown.stdout.splitlines() == [
        "  TIME                  NODE  CHANGE                                                      OFFSET",
        "  2026-11-25T22:00:00Z  7     is up and runs name_a                                       0",
        "  2026-11-25T22:00:03Z  7     up -> down; no longer runs name_a; reason: mainten\\x1bance  3",
    ]
    assert shown.stderr.splitlines()[-1] == "complete: the log still holds every record since the topic began"
    log = rollcall(server, "history", "--all", "-o", "log", "--limit", "3").check()
    assert log.stdout.splitlines()[0] == "2026-11-25T22:00:01Z node 7 published the same again (offset 1)"
    assert "--before 1" in log.stderr
    lines = rollcall(server, "history", "-o", "ndjson").check().stdout.splitlines()
    head, newest = json.loads(lines[0]), json.loads(lines[1])
    assert head["completeFromOffset"] == "0" and newest["offset"] == "3" and newest["kind"] == "KIND_CHANGED"
    late = rollcall(server, "history", "--since", "2026-11-25T22:00:03").check().stdout
    assert len(late.splitlines()) == 2 and "up -> down" in late
    none = rollcall(server, "history", "--since", "0s").check()
    assert none.stdout == "" and "no change of these nodes is known in this time" in none.stderr


def test_rollcall_history_asks_another_server(server, kept):
    list_all(server, min_revision=kept.publish(7, {"name_a": ["foo"]}))
    shown = rollcall(f"127.0.0.1:1,{server.address}", "history").check()
    assert "is up and runs name_a" in shown.stdout
