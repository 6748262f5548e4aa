# SPDX-License-Identifier: Apache-2.0
"""Very many watchers in one thread (grpc.aio), over a few connections to each server.

Every watcher folds its messages. The fold checks the digest, the order and the counts at each checkpoint (fold.py).
"""

import asyncio
import itertools
import random
import threading

import grpc

from support.api import pb, pb_grpc
from support.background import Background
from support.fold import Fold
from support.waiting import wait_until

_OWN_CONNECTION = [
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.enable_retries", 0),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
]
_PAUSE_S = 0.05  # before a watcher resumes a stream that the server ended


class CrowdWatcher:
    """Resumes with its newest token whenever its stream ends, on any server.

    `drops_after`: the mean number of messages after which it drops its stream by itself; None: it never does.
    `deadline_s`: of a stream, which must not reach it; None: a stream has none.
    """

    def __init__(self, request, drops_after=None, deadline_s=600):
        self.fold = Fold()
        self.streams = 0
        self.messages = 0
        self.sent = 0  # nodes, updated or removed, in all messages
        self.errors = []  # the errors that ended its streams
        self.request = request
        self.drops_after = drops_after
        self._deadline_s = deadline_s
        self._is_midway = False  # between two checkpoints

    async def follow(self, stub):
        """Reads one stream to its end."""
        self.streams += 1
        self.fold.start_stream()
        request = pb.WatchStatusRequest(resume_token=self.fold.token, **self.request)
        call = stub.WatchStatus(request, timeout=self._deadline_s)
        patience = random.randint(0, 2 * self.drops_after) if self.drops_after else None
        try:
            while patience is None or patience > 0 or self._is_midway:
                message = await call.read()
                assert message is not grpc.aio.EOF, "a watch ended with OK"
                self._on_message(message)
                patience = patience and patience - 1
        except grpc.aio.AioRpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE, f"a watch ended with {error}"
            self.errors.append(error)
            await asyncio.sleep(_PAUSE_S)
        finally:
            call.cancel()

    def reached(self, revision):
        return self.fold.exact and self.fold.header.revision >= revision

    def _on_message(self, message):
        self.messages += 1
        self.sent += len(message.updated) + len(message.removed)
        self.fold.apply(message)
        self._is_midway = not self.fold.exact
        wanted = self.request["filter"].node_ids if "filter" in self.request else ()
        outside = {node.node_id for node in message.removed} - set(wanted)
        assert not (wanted and outside), f"a removal outside node_ids: {message}"


class Crowd(Background):
    """Watchers of `servers` (Rollcalld), over `connections` connections to each of them."""

    def __init__(self, servers, watchers, connections=4):
        super().__init__()
        self.watchers = watchers
        self._addresses = [server.address for server in servers]
        self._connections = connections

    def work(self):
        asyncio.run(self._follow_all())

    def wait_all(self, condition, what, deadline_s=60):
        """Waits until condition(watcher) is true for each watcher."""

        def late():
            self.check()
            return [watcher for watcher in self.watchers if not condition(watcher)]

        wait_until(
            lambda: not late(), lambda: f"{what}; {len(late())} are late, one at {late()[0].fold.header}", deadline_s
        )

    def wait_revision(self, revision, deadline_s=60):
        self.wait_all(lambda watcher: watcher.reached(revision), f"all watchers come to {revision}", deadline_s)

    async def _follow_all(self):
        channels = [
            [grpc.aio.insecure_channel(address, _OWN_CONNECTION) for _ in range(self._connections)]
            for address in self._addresses
        ]
        stubs = [[pb_grpc.CoprocessorStatusServiceStub(channel) for channel in of_server] for of_server in channels]
        tasks = [
            asyncio.create_task(self._follow(watcher, number, stubs)) for number, watcher in enumerate(self.watchers)
        ]
        ended = asyncio.create_task(self._stopped())
        await asyncio.wait([*tasks, ended], return_when=asyncio.FIRST_COMPLETED)
        failed = [task.exception() for task in tasks if task.done()]
        self.stopping.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, ended, return_exceptions=True)
        for channel in itertools.chain(*channels):
            await channel.close()
        if failed:
            raise failed[0]

    async def _stopped(self):
        """Returns once `stopping` is set. A thread of asyncio's would keep Python from ending if a test fails before
        that."""
        loop, is_set = asyncio.get_running_loop(), asyncio.Event()

        def wait():
            self.stopping.wait()
            loop.call_soon_threadsafe(is_set.set)

        threading.Thread(target=wait, daemon=True).start()
        await is_set.wait()

    async def _follow(self, watcher, number, stubs):
        """Uses the next server for each stream."""
        for turn in itertools.count(number):
            await watcher.follow(stubs[turn % len(stubs)][number // len(stubs) % self._connections])
