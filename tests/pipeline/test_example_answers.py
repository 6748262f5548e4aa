# SPDX-License-Identifier: Apache-2.0
"""The programs of examples/ treat answers that a real server gives seldom or never as the API's manual says."""

import pytest

from support.api import pb
from support.examples import Examples, fold_line
from support.scripted_server import ScriptedServer, ended_with_ok, error, messages, page, silent

UP, DOWN = pb.NodeStatus.STATE_UP, pb.NodeStatus.STATE_DOWN
LOST = error("UNAVAILABLE")
NO_ROWS = page()
AGAIN = "the digest differs again: a fault of this client or of the server"
_UNKNOWN_FIELD = b"\xf8\x7f\x01"  # number 2047, a varint

pytestmark = pytest.mark.release_only


def node(node_id, *names, state=UP):
    """Its fingerprint needs all 64 bits, and so do sums of it."""
    status = pb.NodeStatus(node_id=node_id, state=state, fingerprint=2**64 - 1 - 7 * abs(node_id))
    for name in names:
        status.coprocessors.add(name=name, node_id=node_id)
    return status


def part(*updated, removed=(), snapshot=False):
    """A message without a checkpoint."""
    message = pb.WatchStatusResponse(updated=updated)
    if snapshot:
        message.snapshot_started.reason = pb.SnapshotStarted.REASON_REQUESTED
    for node_id in removed:
        message.removed.add(node_id=node_id)
    return message


def checkpoint(revision, held, message=None, wrong=0):
    """A message with a checkpoint at which the client must hold these nodes. `wrong` is added to the digest."""
    message = message or part()
    header = message.checkpoint.header
    header.revision, header.node_count = revision, len(held)
    header.digest = (sum(node.fingerprint for node in held) + wrong) % 2**64
    message.checkpoint.resume_token = f"token-{revision}"
    return message


def snapshot(revision, *nodes, wrong=0):
    return checkpoint(revision, nodes, part(*nodes, snapshot=True), wrong)


def line(revision, *nodes):
    return fold_line(revision, {node.node_id: (node.state, [row.name for row in node.coprocessors]) for node in nodes})


class Runs:
    """Each program on a scripted server of its own."""

    def __init__(self, folder, watches, lists, more_servers, arguments):
        self.servers = {}

        def servers_of(language):
            self.servers[language] = ScriptedServer(watches, lists)
            return [self.servers[language].address, *more_servers]

        self._examples = Examples(folder, servers_of, *arguments)

    def end_with(self, code):
        self._examples.end_with(code)

    def check(self, check):
        """Calls check(example, its server) for each."""
        self._examples.check(lambda example: check(example, self.servers[example.language]))

    def close(self):
        self._examples.kill()
        for server in self.servers.values():
            server.close()


@pytest.fixture
def start(tmp_path):
    """start(*watches, lists=…, more_servers=…): the programs, which end after a checkpoint of revision 100."""
    started = []

    def make(*watches, lists=(NO_ROWS,), more_servers=()):
        started.append(Runs(tmp_path, watches, lists, more_servers, [100]))
        return started[-1]

    yield make
    for runs in started:
        runs.close()


@pytest.fixture
def run(start):
    """run(*watches, code=0, …): the same programs, once they have ended with this code."""

    def make(*watches, code=0, **more):
        runs = start(*watches, **more)
        runs.end_with(code)
        return runs

    return make


def assert_paused(pauses, *at_least_s):
    """A timer may be a bit early."""
    assert len(pauses) == len(at_least_s), pauses
    assert all(pause >= 0.95 * least for pause, least in zip(pauses, at_least_s)), f"{pauses}, not {at_least_s}"


END = messages(snapshot(100, node(1, "name_a")))


def test_the_request_of_a_watch(run):
    def check(_, server):
        (call,) = server.watches
        assert not call.has_deadline, "a watch has no deadline"
        assert call.request.heartbeat_interval.ToSeconds() == 2
        assert call.request.view in (pb.NODE_VIEW_UNSPECIFIED, pb.NODE_VIEW_BASIC)
        assert not call.request.HasField("filter") and call.request.resume_token == ""

    run(END).check(check)


def test_a_checkpoint_of_many_messages_and_what_follows_the_last_one(run):
    """What comes after the last checkpoint of a stream is dropped, a snapshot too. The next call has its token."""
    a, b, c, changed = node(1, "ä"), node(2, "name_b", "name_c"), node(-3), node(2, state=DOWN)
    runs = run(
        messages(
            part(a, snapshot=True), part(b), part(c), checkpoint(10, [a, b, c]), part(node(9), removed=[1]), then=LOST
        ),
        messages(part(changed), checkpoint(11, [a, changed, c]), part(node(9), snapshot=True), then=LOST),
        ended_with_ok(checkpoint(12, [a, changed, c])),
        messages(part(removed=[1, 77]), checkpoint(100, [changed, c])),
    )

    def check(example, server):
        assert server.tokens() == ["", "token-10", "token-11", "token-12"]
        assert example.folded() == [
            line(10, a, b, c),
            line(11, a, changed, c),
            line(12, a, changed, c),
            line(100, changed, c),
        ]

    runs.check(check)


def test_a_checkpoint_that_brings_nothing_new_is_not_printed(run):
    a = node(1)
    runs = run(messages(snapshot(10, a), checkpoint(10, [a]), checkpoint(11, [a]), checkpoint(100, [a])))
    runs.check(lambda example, _: _assert_folded(example, line(10, a), line(11, a), line(100, a)))


def _assert_folded(example, *lines):
    assert example.folded() == list(lines)


def test_a_snapshot_in_the_middle_of_a_stream(run):
    """It replaces what the client holds, and what is aside."""
    a, b, c = node(1, "name_a"), node(2), node(3)
    replaced = [part(node(9)), part(c, snapshot=True), checkpoint(100, [b, c], part(b))]
    runs = run(messages(snapshot(10, a, b), *replaced))
    runs.check(lambda example, _: _assert_folded(example, line(10, a, b), line(100, b, c)))


def test_single_digests_that_differ(run):
    """The watch starts again without a token, and what came with the wrong digest is not shown. Two that are not in a
    row are not reported.
    """
    a, b = node(1, "name_a"), node(2)
    wrong = checkpoint(11, [a, b], part(b), wrong=2**63)
    runs = run(messages(snapshot(10, a), wrong), messages(snapshot(12, a), wrong), END)

    def check(example, server):
        assert server.tokens() == ["", "", ""]
        assert_paused(server.pauses(), 0.05, 0.05)
        _assert_folded(example, line(10, a), line(12, a), line(100, a))
        assert "the digest differs again" not in example.stderr()

    runs.check(check)


def test_a_digest_that_differs_again_and_again(run):
    """It is reported, and the pauses grow, although each stream begins with a checkpoint that is complete."""
    wrong = messages(snapshot(10, node(1), wrong=1))
    runs = run(wrong, wrong, wrong, wrong, END)

    def check(example, server):
        assert server.tokens() == [""] * 5
        assert_paused(server.pauses(), 0.05, 0.1, 0.2, 0.4)
        assert any(text.startswith(f"{server.address}: {AGAIN}") for text in example.complaints())
        _assert_folded(example, line(100, node(1, "name_a")))

    runs.check(check)


def test_a_page_token_that_expires_in_the_middle_of_a_list(run):
    """The rows of the listing that was given up are not shown. The second time in a row there is a pause."""
    expired = error("ABORTED", "PAGE_TOKEN_EXPIRED")
    first = page((1, "old", ["a"]), not_up=[(7, DOWN)], next_page_token="old")
    new = (
        page((1, "näme_1", ["a", "b"]), not_up=[(3, DOWN)], next_page_token="new"),
        page((2, "n", []), not_up=[(4, 77)]),
    )
    runs = run(END, lists=[first, expired, first, expired, *new])

    def check(example, server):
        assert [call.request.page_token for call in server.lists] == ["", "old", "", "old", "", "new"]
        assert_paused(server.list_pauses(), 0, 0, 0, 0.05, 0)
        assert example.table() == [["NODE", "NAME", "INPUT TOPICS"], ["1", "näme_1", "a,b"], ["2", "n"]]
        assert "not up: 3=DOWN 4=77" in example.lines()

    runs.check(check)


def test_retry_delay_is_waited_for(run):
    catching_up = error("UNAVAILABLE", "CATCHING_UP", retry_delay_s=1)
    runs = run(messages(then=catching_up), END, lists=[catching_up, page()])

    def check(example, server):
        assert_paused(server.pauses(), 1)
        assert_paused(server.list_pauses(), 1)
        words = f"{server.address}: UNAVAILABLE CATCHING_UP as the script says; trying again in 1.0 s"
        assert example.complaints() == [words, words]

    runs.check(check)


def test_the_other_replica_is_not_waited_for(run):
    """The first replica asks for a pause of an hour, but the second one was not tried yet."""
    busy = error("RESOURCE_EXHAUSTED", "WATCHER_LIMIT", retry_delay_s=3600)
    other = ScriptedServer([END] * 9, [page()] * 9)
    try:
        run(messages(then=busy), more_servers=[other.address]).check(
            lambda _, server: _assert_called(server, lists=1, watches=1)
        )
    finally:
        other.close()


def test_errors_that_are_retried(run):
    """Without ErrorInfo of this API the code decides, and with a reason that is not known too."""
    runs = run(
        messages(snapshot(10), then=error("UNKNOWN")),
        messages(then=error("RESOURCE_EXHAUSTED", "INVALID_FIELD", domain="example.com")),
        messages(then=error("UNAVAILABLE", "NEWER_THAN_THE_CLIENT")),
        messages(checkpoint(11, []), then=error("CANCELLED")),
        messages(then=error("ABORTED", "NEWER_THAN_THE_CLIENT")),
        messages(snapshot(12), then=error("INTERNAL")),
        END,
    )

    def check(example, server):
        again = "after ABORTED with a reason a watch starts again, without its token"
        assert server.tokens() == ["", "token-10", "token-10", "token-10", "token-11", "", "token-12"], again
        assert len(example.complaints()) == 6

    runs.check(check)


@pytest.mark.parametrize(
    "end, words",
    [
        (error("UNIMPLEMENTED", text="who are you"), "UNIMPLEMENTED who are you"),
        (error("UNAUTHENTICATED", "UNAUTHENTICATED"), "UNAUTHENTICATED UNAUTHENTICATED as the script says"),
        (error("FAILED_PRECONDITION", "NEWER_THAN_THE_CLIENT"), "FAILED_PRECONDITION NEWER_THAN_THE_CLIENT as"),
    ],
    ids=["no reason", "known reason", "unknown reason"],
)
def test_errors_that_are_final(run, end, words):
    runs = run(messages(snapshot(10, node(1)), then=end), code=1)

    def check(example, server):
        assert len(server.watches) == 1
        _assert_folded(example, line(10, node(1)))
        assert example.complaints()[-1].startswith(f"{server.address}: {words}"), words

    runs.check(check)


def test_values_that_a_newer_server_sends(run):
    unknown = node(5, "name_a", state=77)
    unknown.MergeFromString(_UNKNOWN_FIELD)
    message = snapshot(100, unknown, node(6))
    message.snapshot_started.reason = 77
    message.removed.add(node_id=8, reason=77)
    message.checkpoint.header.source_state = 77
    message.MergeFromString(_UNKNOWN_FIELD)
    runs = run(messages(message))
    runs.check(lambda example, _: _assert_folded(example, "revision 100: 5=77(name_a) 6=UP()"))


def test_silence(start):
    """A watch that is silent for twice its heartbeat and 5 s more is called again, and a list has 10 s."""
    silent_watches = start(messages(snapshot(10)), END)
    silent_lists = start(lists=[silent])
    silent_watches.end_with(0)
    silent_watches.check(lambda _, server: assert_paused(server.pauses(), 9))
    silent_lists.end_with(1)
    silent_lists.check(lambda _, server: _assert_called(server, lists=1, watches=0))


def _assert_called(server, lists, watches):
    assert (len(server.lists), len(server.watches)) == (lists, watches)
