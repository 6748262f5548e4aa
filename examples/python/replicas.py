# SPDX-License-Identifier: Apache-2.0
"""The servers, and what to do when a call to one fails: "Errors" and "Pauses" in rollcall.proto."""

import asyncio
import random
import sys

import grpc
from google.rpc import error_details_pb2, status_pb2
from grpc import StatusCode as Code

from rollcall.v1.rollcall_pb2_grpc import CoprocessorStatusServiceStub

FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 0.1, 5
# The pauses here are enough. Those of the library grow to two minutes, also if a server is back long since.
CHANNEL_OPTIONS = [("grpc.max_reconnect_backoff_ms", 1000)]
WRONG_DIGEST = Code.DATA_LOSS  # what the watch makes of a digest that differs; no server sends it

# If the error is from this API, the code decides, also if the reason is newer than this program.
CODES_TO_RETRY = {Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED, Code.ABORTED}
# If not, all others are retried: which one a lost server has depends on the library.
FINAL_CODES = {
    *(Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.FAILED_PRECONDITION, Code.OUT_OF_RANGE),
    *(Code.UNIMPLEMENTED, Code.UNAUTHENTICATED, Code.PERMISSION_DENIED),
}


class Replicas:
    def __init__(self, servers):
        self._servers = servers
        channels = [grpc.aio.insecure_channel(server, options=CHANNEL_OPTIONS) for server in servers]
        self._stubs = [CoprocessorStatusServiceStub(channel) for channel in channels]
        self._current = 0
        self.succeeded()

    @property
    def stub(self):
        return self._stubs[self._current]

    def succeeded(self):
        """All pages of a list are there, or a checkpoint had the right digest."""
        self._failures = 0  # in a row
        self._backoff_s = FIRST_BACKOFF_S
        self._asked_for_s = 0  # the longest pause that a server asked for since the last one

    async def failed(self, error):
        """Waits until the next call may be made. Returns whether it must start again, without a token."""
        code, info, retry = error.code(), error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
        packed = error.trailing_metadata().get("grpc-status-details-bin", b"")
        for detail in status_pb2.Status.FromString(packed).details:
            detail.Unpack(info) or detail.Unpack(retry)
        ours = info.domain == "rollcall.v1"
        server = self._servers[self._current]
        text = " ".join(filter(None, [code.name, ours and info.reason, error.details()]))
        if code in FINAL_CODES or (ours and code not in CODES_TO_RETRY):
            sys.exit(f"{server}: {text}")
        starts_again = code is WRONG_DIGEST or (ours and code is Code.ABORTED)
        self._asked_for_s = max(self._asked_for_s, retry.retry_delay.ToTimedelta().total_seconds())
        pause_s = self._pause_s(code, starts_again)
        print(f"{server}: {text}; trying again in {pause_s:.1f} s", file=sys.stderr, flush=True)
        self._current = (self._current + 1) % len(self._servers)
        await asyncio.sleep(pause_s)
        return starts_again

    def _pause_s(self, code, starts_again):
        self._failures += 1
        replicas_left = self._failures % len(self._servers) != 0
        first = self._failures == 1
        if code is not WRONG_DIGEST and (first if starts_again else replicas_left):
            return 0
        pause_s = max(self._asked_for_s, self._backoff_s * random.uniform(0.5, 1))
        self._backoff_s = min(2 * self._backoff_s, LONGEST_BACKOFF_S)
        self._asked_for_s = 0
        return pause_s
