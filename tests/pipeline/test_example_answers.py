# SPDX-License-Identifier: Apache-2.0
"""The programs of examples/ treat answers that a real server gives seldom or never as the API's manual says."""

import pytest

from support.api import pb
from support.examples import LANGUAGES, Examples, fold_line
from support.scripted_server import ScriptedServer, ended_with_ok, error, messages, page, silent
from support.watch_messages import DOWN, checkpoint, node, part, snapshot

LOST = error("UNAVAILABLE")
NO_ROWS = page()
AGAIN = "the digest differs again: a fault of this client or of the server"
_UNKNOWN_FIELD = b"\xf8\x7f\x01"  # number 2047, a varint

pytestmark = pytest.mark.release_only


def line(revision, *nodes):
    return fold_line(revision, {node.node_id: (node.state, [row.name for row in node.coprocessors]) for node in nodes})


class Runs:
    """Each program on a scripted server of its own."""

    def __init__(self, folder, watches, lists, more_servers, arguments):
        self.servers = {}

        def servers_of(language):
            self.servers[language] = ScriptedServer(watches, lists)
            return [self.servers[language].address, *more_servers]

        def has_called(example):
            server = self.servers[example.language]
            return server.lists or server.watches

        # One after the other: the start of five languages at once can take longer than an attempt may.
        self._examples = Examples(folder, servers_of, *arguments, has_begun=has_called)

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
        first, *others = example.complaints()
        assert AGAIN not in first and all(AGAIN in text for text in others)
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
        assert example.pauses_s() == [0.0, 0.1]
        assert example.table() == [["NODE", "NAME", "INPUT TOPICS"], ["1", "näme_1", "a,b"], ["2", "n"]]
        assert "not up: 3=DOWN 4=77" in example.lines()

    runs.check(check)


def test_pauses_grow_until_all_pages_are_there(run):
    """A single page is no reason to begin again with the shortest pause. The whole list is one, also for the watch."""
    pages = [page((number, "n", []), next_page_token=f"page-{number}") for number in range(3)]
    runs = run(messages(then=LOST), END, lists=[pages[0], LOST, pages[1], LOST, pages[2], LOST, page()])

    def check(example, server):
        assert [call.request.page_token for call in server.lists[1::2]] == ["page-0", "page-1", "page-2"]
        assert_paused(server.list_pauses(), 0, 0.05, 0, 0.1, 0, 0.2)
        assert example.pauses_s()[-1] == 0.1
        assert len(example.table()) == 4

    runs.check(check)


def test_retry_delay_is_waited_for(run):
    """Once: the pause after the next error is a short one again."""
    catching_up = error("UNAVAILABLE", "CATCHING_UP", retry_delay_s=1)
    runs = run(messages(then=catching_up), messages(then=LOST), END, lists=[catching_up, page()])

    def check(example, server):
        assert_paused(server.pauses(), 1, 0.1)
        assert_paused(server.list_pauses(), 1)
        words = f"{server.address}: UNAVAILABLE CATCHING_UP as the script says; trying again in 1.0 s"
        assert example.complaints()[:2] == [words, words]
        assert example.pauses_s()[2] <= 0.2

    runs.check(check)


@pytest.fixture
def other():
    """other(step): a second replica for all programs, which answers each list and the first watch of each program."""
    started = []

    def make(watch):
        started.append(ScriptedServer([watch] * len(LANGUAGES), [NO_ROWS] * len(LANGUAGES)))
        return [started[-1].address]

    yield make
    for server in started:
        server.close()


def test_the_other_replica_is_not_waited_for(run, other):
    """The first replica asks for a pause of an hour, but the second one was not tried yet."""
    busy = error("RESOURCE_EXHAUSTED", "WATCHER_LIMIT", retry_delay_s=3600)
    runs = run(messages(then=busy), more_servers=other(END))
    runs.check(lambda _, server: _assert_called(server, lists=1, watches=1))


def test_the_longest_retry_delay_of_all_replicas_counts(run, other):
    busy, less_busy = (error("RESOURCE_EXHAUSTED", "WATCHER_LIMIT", retry_delay_s=delay_s) for delay_s in (2, 1))
    runs = run(messages(then=busy), END, more_servers=other(messages(then=less_busy)))

    def check(example, server):
        assert_paused(server.pauses(), 2)
        assert example.pauses_s() == [0.0, 2.0]

    runs.check(check)


def test_a_digest_that_differs_leads_to_the_other_replica_after_a_pause(run, other):
    runs = run(messages(snapshot(10, wrong=1)), more_servers=other(END))

    def check(example, server):
        _assert_called(server, lists=1, watches=1)
        assert example.pauses_s() == [0.1]

    runs.check(check)


def test_a_list_that_is_silent_leads_to_the_other_replica(run, other):
    """Each attempt has a time of its own, which leaves some of the 10 s of the whole list."""
    runs = run(lists=[silent], more_servers=other(END))
    runs.check(lambda _, server: _assert_called(server, lists=1, watches=0))


def test_errors_that_are_retried(run):
    """Without ErrorInfo of this API the code decides, and with a reason that is not known too."""
    runs = run(
        messages(snapshot(10), then=error("UNKNOWN")),
        messages(then=error("RESOURCE_EXHAUSTED", "INVALID_FIELD", domain="example.com")),
        messages(then=error("UNAVAILABLE", "NEWER_THAN_THE_CLIENT")),
        messages(checkpoint(11, []), then=error("CANCELLED")),
        messages(then=error("ABORTED", "PAGE_TOKEN_EXPIRED", domain="example.com")),
        messages(then=error("ABORTED", "NEWER_THAN_THE_CLIENT")),
        messages(snapshot(12), then=error("INTERNAL")),
        END,
    )

    def check(example, server):
        again = "after ABORTED with a reason a watch starts again, without its token"
        assert server.tokens() == ["", *["token-10"] * 3, *["token-11"] * 2, "", "token-12"], again
        assert len(example.complaints()) == 7

    runs.check(check)


@pytest.mark.parametrize(
    "end, words",
    [
        (error("UNIMPLEMENTED", text="who are you"), "UNIMPLEMENTED who are you"),
        (error("UNAUTHENTICATED", "UNAUTHENTICATED"), "UNAUTHENTICATED UNAUTHENTICATED as the script says"),
        (error("INTERNAL", "NEWER_THAN_THE_CLIENT"), "INTERNAL NEWER_THAN_THE_CLIENT as the script says"),
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
    """A watch has 15 s for its first message, and then twice its heartbeat and 5 s more for each. A page of a list has
    3 s, and the whole list 10 s.
    """
    late = start(messages(), END)
    silent_later = start(messages(snapshot(10)), END)
    silent_lists = start(lists=[silent] * 9)

    def check_silent_later(_, server):
        assert_paused(server.pauses(), 9)
        assert server.pauses()[0] < 15, server.pauses()

    def check_silent_lists(_, server):
        assert 3 <= len(server.lists) <= 4, server.list_pauses()
        assert not server.watches

    silent_later.end_with(0)
    silent_later.check(check_silent_later)
    silent_lists.end_with(1)
    silent_lists.check(check_silent_lists)
    late.end_with(0)
    late.check(lambda _, server: assert_paused(server.pauses(), 15))


def _assert_called(server, lists, watches):
    assert (len(server.lists), len(server.watches)) == (lists, watches)
