# SPDX-License-Identifier: Apache-2.0
"""The programs of examples/, in all languages at once, on the same servers, through a history of faults."""

import itertools
import re
import signal

import pytest

from support.api import pb
from support.compare import list_all
from support.examples import LANGUAGES, Examples, fold_line
from support.fold import Watch
from support.history import History
from support.http_port import SERVED
from support.metrics import watchers
from support.proxied_kafka import Address
from support.proxy import Proxy, any_bytes
from support.proxy_faults import Vanishes
from support.stopped import stopped
from support.topic_admin import create_again, delete
from support.waiting import DEADLINE_S, wait_until

NODES, ROWS_OF_A_NODE = range(1, 30), 100  # three pages
NO_BROKER = "127.0.0.1:1"

pytestmark = pytest.mark.release_only


class Replicas:
    """Three servers, the second one behind a proxy. Listed before it: one that is not ready, and one that is full."""

    def __init__(self, topic, start):
        self.first, self.second, self.third = (start(topic, *SERVED) for _ in range(3))
        self.proxy = Proxy(self.second.address, any_bytes)
        self._full = start(topic, "--max-watchers", "1")
        self._watch = Watch(self._full.stub)
        self._watch.next()
        self._not_ready = start(Address(NO_BROKER, topic.name), wait=False)

    def addresses(self, _language):
        before = [self.first.address, self._not_ready.address, self._full.address]
        return [*before, self.proxy.address, self.third.address]

    def all(self):
        return self.first, self.second, self.third

    def close(self):
        self._watch.stop()
        self.proxy.close()


class Scene:
    """The programs, and what happens around them."""

    def __init__(self, topic, replicas, folder):
        self.history = History(topic)
        self.replicas = replicas
        self._numbers = itertools.count()
        for node in range(4):
            self.history.publish(node, "name_a", "näme_b")
        self.history.publish(4, status="down")
        self.history.publish(5, "name_c", status="starting")
        self.history.write(6, b"{broken")
        self.examples = Examples(folder, replicas.addresses)
        self._valid_lines = set()

    def change(self):
        """Changes a node, adds one, and deletes the one that the last call added."""
        number = next(self._numbers)
        self.history.publish(number % 4, f"name_{number}", "名前")
        self.history.publish(100 + number, "name_d")
        self.history.delete(99 + number)

    def wait_shown(self, server):
        """Waits until each program has printed what is true now and watches this server."""
        self.examples.wait_folded(self.history.line())
        wait_until(
            lambda: watchers(server) == len(LANGUAGES),
            lambda: f"all watch {server.address}, not {watchers(server):.0f} of them\n{self.examples.report()}",
        )

    def recreate_topic(self):
        self._valid_lines |= self.history.lines()
        delete(self.history.topic)
        self.history = History(create_again(self.history.topic))

    def assert_lines_are_true(self):
        """Each line is true of some revision, and revisions went back only when the topic was recreated."""
        valid = self._valid_lines | self.history.lines()

        def check(example):
            lines = example.folded()
            assert not set(lines) - valid, set(lines) - valid
            revisions = [int(re.match(r"revision (-?\d+):", line)[1]) for line in lines]
            assert sum(before >= after for before, after in zip(revisions, revisions[1:])) == 1, revisions

        self.examples.check(check)


@pytest.fixture
def replicas(topic, start_server):
    replicas = Replicas(topic, start_server)
    yield replicas
    replicas.close()


@pytest.fixture
def scene(topic, replicas, tmp_path):
    scene = Scene(topic, replicas, tmp_path)
    yield scene
    scene.examples.kill()


def test_a_history_of_faults(scene):
    first, second, third = scene.replicas.all()
    scene.wait_shown(first)

    scene.change()
    first.close()  # SIGKILL
    scene.change()
    scene.wait_shown(second)
    first.start(first.address).wait_serving()

    with scene.replicas.proxy.does(Vanishes()):
        scene.change()
        scene.wait_shown(third)
    scene.replicas.proxy.cut()

    with stopped(third):
        scene.change()
        scene.wait_shown(first)

    scene.change()
    first.stop()  # SIGTERM
    scene.change()
    scene.wait_shown(second)
    first.start(first.address).wait_serving()

    scene.recreate_topic()
    scene.change()
    scene.wait_shown(second)

    for server in scene.replicas.all():
        server.close()
    scene.change()
    third.start(third.address).wait_serving()
    scene.wait_shown(third)

    _assert_last_line_is_that_of_a_list(scene, third)
    scene.assert_lines_are_true()
    scene.examples.check(_assert_met_all_faults)
    scene.examples.stop(signal.SIGTERM)


def _assert_last_line_is_that_of_a_list(scene, server):
    header, nodes = list_all(server)
    names = {node.node_id: (node.state, [row.name for row in node.coprocessors]) for node in nodes}
    expected = fold_line(header.revision, names)

    def check(example):
        assert example.folded()[-1] == expected

    scene.examples.check(check)


def _assert_met_all_faults(example):
    for words in ("UNAVAILABLE BROKER_UNREACHABLE", "RESOURCE_EXHAUSTED WATCHER_LIMIT", "UNAVAILABLE SHUTTING_DOWN"):
        assert words in example.stderr()


def _list_rows(server):
    rows, not_up, token, pages = [], [], "", 0
    while pages == 0 or token:
        request = pb.ListCoprocessorsRequest(page_token=token)
        page = server.stub.ListCoprocessors(request, timeout=DEADLINE_S)
        rows += page.coprocessors
        not_up += page.nodes_not_up
        token = page.next_page_token
        pages += 1
    return rows, not_up, pages


def _assert_table(example, rows, not_up):
    cells = [[str(row.node_id), row.name, ",".join(row.input_topics)] for row in rows]
    assert example.table() == [["NODE", "NAME", "INPUT TOPICS"], *(row if row[2] else row[:2] for row in cells)]
    states = [f"{node.node_id}={pb.NodeStatus.State.Name(node.state).removeprefix('STATE_')}" for node in not_up]
    assert "not up: " + " ".join(states) in example.lines()


def test_the_table_and_the_end_at_a_revision(topic, start_server, tmp_path):
    for node in NODES:
        topic.publish(
            node, {f"näme_{number:02}_名前_🚀": ["foo", "bär"][: number % 3] for number in range(ROWS_OF_A_NODE)}
        )
    topic.publish(0, status="down")
    topic.publish(99, status="leaving")
    server = start_server(topic)
    rows, not_up, pages = _list_rows(server)
    assert len(rows) == len(NODES) * ROWS_OF_A_NODE and [node.node_id for node in not_up] == [0, 99] and pages >= 3

    revision = topic.end()
    examples = Examples(tmp_path, lambda _: [server.address], revision)
    examples.wait(lambda example: example.folded(), "the table is followed by a checkpoint")
    examples.check(lambda example: _assert_table(example, rows, not_up))
    topic.publish(50, {"last": []})
    examples.end_with(0)
    examples.check(lambda example: _assert_ended_at(example, revision))


def _assert_ended_at(example, revision):
    line = example.folded()[-1]
    assert line.startswith(f"revision {revision}: ") and "50=UP(last)" in line.split(), line


def test_an_error_that_is_final(new_topic, start_server, tmp_path):
    server = start_server(new_topic(partitions=2), wait=False)
    examples = Examples(tmp_path, lambda _: [server.address])
    examples.end_with(1)

    def check(example):
        assert example.complaints()[-1].startswith(f"{server.address}: FAILED_PRECONDITION TOPIC_UNSUITABLE ")

    examples.check(check)


def test_the_end_by_an_interrupt(server, tmp_path):
    examples = Examples(tmp_path, lambda _: [server.address])
    examples.wait(lambda example: example.folded() == ["revision -1:"], "the line of an empty topic")
    examples.stop(signal.SIGINT)
