# SPDX-License-Identifier: Apache-2.0
"""Transactions: committed records are shown, aborted ones never, and revisions include the markers."""

from support.api import pb
from support.compare import list_all
from support.fold import Watch
from support.topic import little_endian, status_json
from support.waiting import DEADLINE_S, wait_until


def _write(producer, topic, node, name):
    """Writes one record in the open transaction. Returns its offset."""
    acks = []
    producer.produce(
        topic.name,
        key=little_endian(node),
        value=status_json(node, {name: ["foo"]}),
        partition=0,
        on_delivery=lambda error, message: acks.append((error, message.offset())),
    )
    assert producer.flush(DEADLINE_S) == 0 and acks[0][0] is None
    return acks[0][1]


def test_committed_are_shown_and_aborted_are_not(server, topic, producer):
    watch = Watch(server.stub)
    producer.begin_transaction()
    offset = _write(producer, topic, 1, "committed")
    producer.commit_transaction(DEADLINE_S)
    assert [node.node_id for node in list_all(server, min_revision=offset)[1]] == [1]

    producer.begin_transaction()
    _write(producer, topic, 1, "aborted")
    aborted = _write(producer, topic, 2, "aborted")
    producer.abort_transaction(DEADLINE_S)
    header, nodes = list_all(server, min_revision=aborted + 1)  # the abort marker, the last offset of the log
    assert [row.name for node in nodes for row in node.coprocessors] == ["committed"]
    watch.until(lambda fold: 1 in fold.nodes)
    assert header.revision == aborted + 1 and list(watch.fold.nodes) == [1]


def _open_transaction(server, topic, producer):
    """Begins a transaction after a record that is shown, and writes another one behind it. Returns the offset of the
    first."""
    before = topic.publish(1, {"before": ["foo"]})
    list_all(server, min_revision=before)
    producer.begin_transaction()
    _write(producer, topic, 1, "open")
    topic.publish(2, {"behind it": ["foo"]})
    return before


def test_nothing_of_an_open_transaction_is_shown(server, topic, producer):
    before = _open_transaction(server, topic, producer)
    watch = Watch(server.stub, heartbeat_interval={"seconds": 1})
    for _ in range(3):
        watch.next()
        watch.until(lambda fold: True)
        assert watch.fold.header.revision == before and list(watch.fold.nodes) == [1]
    producer.commit_transaction(DEADLINE_S)
    watch.until(lambda fold: 2 in fold.nodes)
    assert [row.name for row in watch.fold.nodes[1].coprocessors] == ["open"]


def test_one_that_stays_open_is_named_and_costs_no_second_read(server, topic, producer):
    before = _open_transaction(server, topic, producer)
    wait_until(lambda: list_all(server)[0].source_state == pb.SOURCE_STATE_BEHIND, "the state is BEHIND")
    reason = f"a transaction that began at offset {before + 1} is open"
    wait_until(lambda: reason in server.child.stderr(), "it is named")
    evidence = list_all(server)[0].as_of_time.seconds
    wait_until(lambda: list_all(server)[0].answer_time.seconds - evidence > 12, "more than 10 s are over")
    assert list_all(server)[0].as_of_time.seconds == evidence
    producer.commit_transaction(DEADLINE_S)
    wait_until(lambda: list_all(server)[0].source_state == pb.SOURCE_STATE_CURRENT, "the state is CURRENT")
    assert len(list_all(server)[1]) == 2
    assert "unreadable" not in server.child.stderr() and "reading the topic again" not in server.child.stderr()


def test_a_server_starts_on_a_log_that_ends_with_an_aborted_tail(start_server, topic, producer):
    topic.publish(1, {"before": ["foo"]})
    producer.begin_transaction()
    aborted = _write(producer, topic, 2, "aborted")
    producer.abort_transaction(DEADLINE_S)
    header, nodes = list_all(start_server(topic), min_revision=aborted)
    assert [node.node_id for node in nodes] == [1] and header.revision == aborted + 1


def test_a_server_starts_on_a_log_that_ends_with_an_open_transaction(start_server, topic, producer):
    before = topic.publish(1, {"before": ["foo"]})
    producer.begin_transaction()
    _write(producer, topic, 1, "open")
    topic.publish(2, {"behind it": ["foo"]})
    server = start_server(topic)
    header, nodes = list_all(server)
    assert header.revision == before and [row.name for node in nodes for row in node.coprocessors] == ["before"]
    producer.commit_transaction(DEADLINE_S)
    header, nodes = list_all(server, min_revision=before + 3)  # the commit marker
    assert [row.name for node in nodes for row in node.coprocessors] == ["open", "behind it"]
