# SPDX-License-Identifier: Apache-2.0
"""Replicas of the last released version and of this one side by side, as in a rolling upgrade and on the way back:
watches of every kind of client miss nothing, and no token is misunderstood."""

import signal

import grpc
import pytest

from support.api import pb
from support.compare import list_all
from support.errors import Details
from support.examples import LANGUAGES, Examples
from support.fold import Watch
from support.history import History
from support.process import Child
from support.released import VERSION, released
from support.screen import table_rows, watch_lines
from support.tools import program, run_tool
from support.waiting import DEADLINE_S, wait_until
from support.watchers import ResumingWatch

pytestmark = pytest.mark.release_only

_NODES = range(8)


@pytest.fixture
def start_old(start_server):
    """start_old(topic): a server of the last release."""

    def start(topic):
        return start_server(topic, executable=released("rollcalld"))

    return start


@pytest.fixture
def old_and_new(topic, start_old, start_server):
    for node in _NODES:
        topic.publish(node, {"name_a": ["foo"]})
    return start_old(topic), start_server(topic)


def _version(server):
    """Empty if the server is older than the field."""
    return server.stub.ListNodes(pb.ListNodesRequest(page_size=1)).header.server_version


def test_the_two_are_really_different_versions(old_and_new):
    old, new = old_and_new
    assert VERSION in run_tool(old.executable, "--version").check().stdout
    assert _version(old) in ("", VERSION)
    assert _version(new) not in (_version(old), VERSION)
    assert old.executable.read_bytes() != new.executable.read_bytes()


def test_they_show_the_same(old_and_new, topic):
    (old_header, old_nodes), (new_header, new_nodes) = (
        list_all(server, view=pb.NODE_VIEW_FULL, min_revision=topic.end() - 1) for server in old_and_new
    )
    assert (old_header.revision, old_header.digest) == (new_header.revision, new_header.digest)
    assert [node.fingerprint for node in old_nodes] == [node.fingerprint for node in new_nodes]
    assert len(new_nodes) == len(_NODES)


@pytest.mark.parametrize("way", ["upgrade", "downgrade"])
def test_a_resume_token_passes_to_the_other_version(old_and_new, topic, way):
    """It is continued exactly or answered with a snapshot; what is held is right either way (Watch checks digests)."""
    first, second = old_and_new if way == "upgrade" else reversed(old_and_new)
    watch = Watch(first.stub)
    fold = watch.until_revision(topic.end() - 1)
    watch.stop()
    topic.publish(0, {"name_b": ["bar"]})
    change = topic.publish(100, {"name_c": ["baz"]})
    watch = Watch(second.stub, fold, resume_token=fold.token, min_revision=change)
    watch.until_revision(change)
    assert sorted(fold.nodes) == [*_NODES, 100]
    assert [row.name for row in fold.nodes[0].coprocessors] == ["name_b"]
    continued = fold.snapshots == ["REASON_REQUESTED"]
    shown = {node.node_id for message in watch.messages for node in message.updated}
    assert shown == ({0, 100} if continued else {*_NODES, 100}), fold.snapshots
    watch.stop()


# 0.1.0 takes a page token of another version for one that somebody made up.
_PAGE_ANSWERS = {"PAGE_TOKEN_EXPIRED"} | ({"PAGE_TOKEN_INVALID"} if VERSION == "0.1.0" else set())


@pytest.mark.parametrize("way", ["upgrade", "downgrade"])
def test_a_listing_that_meets_the_other_version_goes_on_or_starts_again(old_and_new, way):
    first, second = old_and_new if way == "upgrade" else reversed(old_and_new)
    page = first.stub.ListNodes(pb.ListNodesRequest(page_size=3), timeout=DEADLINE_S)
    request = pb.ListNodesRequest(page_size=3, page_token=page.next_page_token)
    try:
        following = second.stub.ListNodes(request, timeout=DEADLINE_S)
    except grpc.RpcError as error:
        allowed = _PAGE_ANSWERS if second is old_and_new[0] else {"PAGE_TOKEN_EXPIRED"}
        assert Details(error).ErrorInfo.reason in allowed, Details(error)
        return
    assert (following.header.revision, following.header.digest) == (page.header.revision, page.header.digest)
    assert [node.node_id for node in following.nodes] == [3, 4, 5]


def _names(listing):
    """(name, node id) of each row of `rollcall list`."""
    return sorted((row[0], row[1]) for row in table_rows(listing)[1:])


def test_the_command_line_programs_of_both_versions_ask_both(old_and_new):
    expected = [("name_a", str(node)) for node in _NODES]
    for server in old_and_new:
        for client in (released("rollcall"), program("rollcall")):
            done = run_tool(client, "--server", server.address, "list").check()
            assert _names(done.stdout) == expected, done


def test_a_history_is_told_by_the_replica_that_can(old_and_new):
    old, new = old_and_new
    alone = run_tool(program("rollcall"), "--server", old.address, "history", "--timeout", "5s")
    if VERSION == "0.1.0":  # does not know ListChanges
        assert alone.code == 4 and "older than this client" in alone.stderr, alone
    else:
        assert alone.code == 0, alone
    both = run_tool(program("rollcall"), "--server", f"{old.address},{new.address}", "history").check()
    assert "name_a" in both.stdout, both


class Watchers:
    """Watches of every kind of client on the same replicas."""

    def __init__(self, servers, folder):
        addresses = [server.address for server in servers]
        self.examples = Examples(folder, lambda _: addresses)
        self.checked = ResumingWatch(servers, stream_s=3 * DEADLINE_S, pause_s=0.2)
        self.checked.start()
        self.commands = [
            Child(
                [client, "--server", ",".join(addresses), "watch", "--format", "ndjson"],
                folder,
                f"watch-{client.parent.name}-{n}",
            )
            for n, client in enumerate((released("rollcall"), program("rollcall")))
        ]

    def wait_for(self, history, revision):
        """Until each shows the state at that revision, the newest one."""
        self.examples.wait_folded(history.line())
        self.checked.wait_nodes(lambda header: header.revision >= revision)
        for command in self.commands:
            wait_until(
                lambda: self._has(command, history, revision), lambda: f"revision {revision}\n{command.report()}"
            )

    def _has(self, command, history, revision):
        assert command.running(), command.report()
        return any(
            line["type"] == "node" and int(line["node"]["revision"]) == revision for line in watch_lines(command)
        )

    def stop(self):
        self.checked.stopping.set()
        self.examples.kill()
        for command in self.commands:
            command.kill()


class Rollout:
    """Three replicas that are replaced one by one while the topic changes."""

    def __init__(self, topic, servers, folder):
        self._history = History(topic)
        self._servers = servers
        for node in _NODES:
            self._history.publish(node, "name_a")
        self._changes = 0
        self.watchers = Watchers(servers, folder)
        self.settle()

    def change(self):
        """Changes a node, adds one, and deletes the one that the last call added."""
        self._changes += 1
        self._history.delete(99 + self._changes)
        self._history.publish(100 + self._changes, f"name_{self._changes}")
        return self._history.publish(self._changes % len(_NODES), f"name_{self._changes}", "name_b")

    def settle(self):
        self.watchers.wait_for(self._history, self.change())

    def replace_all(self, executable):
        for server in self._servers:
            self.settle()
            self.change()
            server.stop()  # SIGTERM; it must end with 0
            self.change()
            server.executable = executable
            server.start(server.address).wait_serving()
            self.settle()

    def assert_nothing_was_missed_or_invented(self):
        valid = self._history.lines()

        def check(example):
            lines = example.folded()
            assert not set(lines) - valid, set(lines) - valid
            assert "digest" not in example.stderr()

        self.watchers.examples.check(check)
        self.watchers.checked.check()  # its Fold compares the digest at every checkpoint
        assert not self.watchers.checked.went_back
        for command in self.watchers.commands:
            assert "digest" not in command.stderr(), command.report()


def test_an_upgrade_and_the_way_back_with_watches_attached(topic, start_old, tmp_path):
    servers = [start_old(topic) for _ in range(3)]
    for server in servers:
        server.set_environment(ROLLCALL_DRAIN="1s")  # of the versions that drain
    rollout = Rollout(topic, servers, tmp_path)
    try:
        rollout.replace_all(program("rollcalld"))
        assert rollout.watchers.checked.streams > 1, "the watch had to move"
        rollout.replace_all(released("rollcalld"))
        rollout.assert_nothing_was_missed_or_invented()
        assert len(LANGUAGES) == 5
        rollout.watchers.examples.stop(signal.SIGTERM)
    finally:
        rollout.watchers.stop()
