# SPDX-License-Identifier: Apache-2.0
"""Folds a watch into the state of all nodes, as the manual of WatchStatus in rollcall.proto says."""

import asyncio

import grpc
from google.protobuf.duration_pb2 import Duration
from grpc import StatusCode as Code

from listing import state_name
from replicas import WRONG_DIGEST
from rollcall.v1 import rollcall_pb2 as pb

HEARTBEAT_S = 2
FIRST_MESSAGE_S = 15  # until then a server may wait for the token's revision
SILENCE_S = 2 * HEARTBEAT_S + 5  # a watch that is silent for this long is dead


class Watch:
    def __init__(self, replicas):
        self._replicas = replicas
        self._nodes = {}
        self._token = ""  # of the checkpoint at which _nodes is the state
        self._digest_was_wrong = False  # the last one
        self._printed = ""

    async def print_until(self, revision):
        """Prints each new state. Returns after the first one of this revision or a later one."""
        while True:
            try:
                return await self._follow(revision)
            except grpc.aio.AioRpcError as error:
                if await self._replicas.failed(error):
                    self._token = ""

    async def _follow(self, until):
        """One stream, without a deadline, which would end it."""
        heartbeat = Duration(seconds=HEARTBEAT_S)
        request = pb.WatchStatusRequest(resume_token=self._token, heartbeat_interval=heartbeat)
        call = self._replicas.stub.WatchStatus(request)
        # Since the last checkpoint. It is dropped with the stream, because the next replica may not have come so far.
        aside = []
        limit_s = FIRST_MESSAGE_S
        try:
            while True:
                aside.append(await _read(call, limit_s))
                limit_s = SILENCE_S
                if aside[-1].HasField("checkpoint"):
                    self._apply(aside)
                    self._complete(aside[-1].checkpoint)
                    if aside[-1].checkpoint.header.revision >= until:
                        return
                    aside = []
        finally:
            call.cancel()

    def _apply(self, messages):
        for message in messages:
            if message.HasField("snapshot_started"):
                self._nodes = {}
            self._nodes.update((node.node_id, node) for node in message.updated)
            for node in message.removed:
                self._nodes.pop(node.node_id, None)

    def _complete(self, checkpoint):
        if sum(node.fingerprint for node in self._nodes.values()) % 2**64 != checkpoint.header.digest:
            again = " again: a fault of this client or of the server" if self._digest_was_wrong else ""
            self._digest_was_wrong = True
            raise _error(WRONG_DIGEST, f"the digest differs{again}")
        self._digest_was_wrong = False
        self._token = checkpoint.resume_token
        self._replicas.succeeded()
        nodes = [_text(self._nodes[node_id]) for node_id in sorted(self._nodes)]
        line = " ".join([f"revision {checkpoint.header.revision}:", *nodes])
        if line != self._printed:  # a heartbeat may bring nothing new
            print(line, flush=True)
            self._printed = line


def _text(node):
    return f"{node.node_id}={state_name(node.state)}({','.join(row.name for row in node.coprocessors)})"


async def _read(call, limit_s):
    try:
        async with asyncio.timeout(limit_s):
            message = await call.read()
    except TimeoutError:
        raise _error(Code.CANCELLED, f"silent for {limit_s} s") from None
    if message is grpc.aio.EOF:
        raise _error(Code.UNKNOWN, "ended with OK, which Rollcall never does, but a proxy may")
    return message


def _error(code, text):
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), text)
