# SPDX-License-Identifier: Apache-2.0
"""Which replica is called next, and when: "Errors" and "Pauses" in rollcall.proto."""

import asyncio
import random
import sys

import grpc

from errors import Failure, Verdict, failure_of
from rollcall.v1 import rollcall_pb2_grpc

FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 0.1, 5
CHANNEL_OPTIONS = [
    ("grpc.max_reconnect_backoff_ms", 1000),  # the pauses below are enough; a replica that is back is reached soon
    ("grpc.keepalive_time_ms", 10_000),  # a dead connection is closed, so that no later call waits on it
    ("grpc.keepalive_timeout_ms", 5_000),
]


class Replicas:
    def __init__(self, servers):
        self._servers = servers
        self._channels = [grpc.aio.insecure_channel(server, options=CHANNEL_OPTIONS) for server in servers]
        self._next = 0
        self.succeeded()

    async def run(self, attempt, start_again=lambda: None):
        """Calls attempt(stub), on one replica after another, until it returns something, and returns that. Calls
        start_again() when the next attempt must not use a token. Raises Failure if an error is final.
        """
        while True:
            server, channel = self._servers[self._next], self._channels[self._next]
            try:
                return await attempt(rollcall_pb2_grpc.CoprocessorStatusServiceStub(channel))
            except grpc.aio.AioRpcError as error:
                failure = failure_of(error)
            except Failure as error:
                failure = error
            if failure.verdict is Verdict.FINAL:
                raise Failure(Verdict.FINAL, f"{server}: {failure}")
            if failure.verdict is not Verdict.RETRY:
                start_again()
            self._next = (self._next + 1) % len(self._servers)
            pause_s = self._pause_s(failure)
            print(f"{server}: {failure}; trying again in {pause_s:.1f} s", file=sys.stderr, flush=True)
            await asyncio.sleep(pause_s)

    def succeeded(self):
        """A list has been answered, or a checkpoint had the right digest."""
        self._failures = 0  # in a row
        self._backoff_s = FIRST_BACKOFF_S
        self._wanted_pause_s = 0.0  # the longest one that a server wants, of those tried since the last pause

    def _pause_s(self, failure):
        self._failures += 1
        self._wanted_pause_s = max(self._wanted_pause_s, failure.retry_delay_s)
        if failure.verdict is Verdict.START_AGAIN and self._failures == 1:
            return 0.0
        if failure.verdict is Verdict.RETRY and self._failures % len(self._servers) != 0:
            return 0.0  # there are replicas left to try
        pause_s = max(self._wanted_pause_s, self._backoff_s * random.uniform(0.5, 1))
        self._backoff_s = min(2 * self._backoff_s, LONGEST_BACKOFF_S)
        self._wanted_pause_s = 0.0
        return pause_s

    async def close(self):
        for channel in self._channels:
            await channel.close()
