# SPDX-License-Identifier: Apache-2.0
"""A server under attack, and well-behaved callers who want to notice nothing of it."""

import contextlib
import time

from support.api import pb
from support.attacker import Attacker
from support.background import Background
from support.memory import MIB, forget_peak, open_files, peak_bytes, resident_bytes
from support.metrics import scrape
from support.waiting import DEADLINE_S, wait_until
from support.watchers import ResumingWatch

_LONGER_THAN_A_TEST_S = 600
WITHIN_S = 5  # a change arrives
_MAX_LOG_LINES = 60


class Caller(Background):
    """Publishes a change, waits until a watch and a list show it, and does that again, until it is stopped."""

    def __init__(self, topic, server):
        super().__init__()
        self.rounds = 0
        self._topic, self._server = topic, server
        self.watch = ResumingWatch([server], _LONGER_THAN_A_TEST_S)

    def work(self):
        self.watch.start()
        while not self.stopping.is_set():
            self._see_a_change()
            self.rounds += 1
        self.watch.finish()
        assert self.watch.streams == 1, "the well-behaved caller's watch ended"

    def wait_rounds(self, more):
        wanted = self.rounds + more
        wait_until(lambda: self.check() or self.rounds >= wanted, f"{more} changes are seen")

    def _see_a_change(self):
        offset = self._topic.publish(1, {f"name_{self.rounds}": ["foo"]})
        began = time.monotonic()
        self.watch.wait_nodes(lambda header: header.revision >= offset)
        request = pb.ListNodesRequest(min_revision=offset, page_size=10)
        header = self._server.stub.ListNodes(request, timeout=DEADLINE_S).header
        assert header.revision >= offset
        took_s = time.monotonic() - began
        assert took_s < WITHIN_S, f"a change came after {took_s:.1f} s"


class Besieged:
    def __init__(self, topic, server):
        self.topic, self.server = topic, server
        topic.publish(1)
        self.caller = Caller(topic, server)
        self.caller.start()
        self.caller.wait_rounds(1)

    @contextlib.contextmanager
    def attack(self, at_most_mib):
        """Attackers connect and do what they do in the block. Memory may grow by so much meanwhile."""
        attackers = []
        before = resident_bytes(self.server)
        forget_peak(self.server)

        def connect(**how):
            attackers.append(Attacker(self.server.address, **how))
            return attackers[-1]

        try:
            yield connect
            self.caller.wait_rounds(2)
            assert self.server.health() == "SERVING"
        finally:
            for attacker in attackers:
                attacker.close()
        grown_mib = (peak_bytes(self.server) - before) / MIB
        assert grown_mib <= at_most_mib, f"memory grew by {grown_mib:.0f} MiB, more than {at_most_mib}"
        self.caller.wait_rounds(1)

    @contextlib.contextmanager
    def counts(self, name, label=None, at_least=1):
        """The metric grows by so much during the block, or soon after it."""
        key = (name, label) if label else name
        before = scrape(self.server)[key]
        yield
        wait_until(
            lambda: scrape(self.server)[key] >= before + at_least,
            lambda: f"{key} grows from {before} by {at_least}; it is {scrape(self.server)[key]}",
        )

    def open_files(self):
        return open_files(self.server)

    def metric(self, name):
        return scrape(self.server)[name]

    def refuses(self, limit, at_least=1):
        return self.counts("rollcall_refused_total", limit, at_least)

    def ends(self, reason, at_least=1):
        return self.counts("rollcall_connections_ended_total", reason, at_least)

    def assert_logged(self, words):
        """The log says it, and is short."""
        self.server.child.wait_for(lambda: words in self.server.child.stderr(), f"the log says: {words}")
        lines = self.server.child.stderr().splitlines()
        assert len(lines) < _MAX_LOG_LINES, f"{len(lines)} lines\n{self.server.child.report()}"

    def finish(self):
        self.caller.finish()
        assert self.server.health() == "SERVING"
