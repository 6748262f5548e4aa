# SPDX-License-Identifier: Apache-2.0
"""Folds a watch into the state of all nodes, as the manual of WatchStatus in rollcall.proto says."""

import asyncio

import grpc
from google.protobuf.duration_pb2 import Duration

from errors import Failure, Verdict
from listing import state_name
from rollcall.v1 import rollcall_pb2 as pb

HEARTBEAT_S = 2
SILENCE_S = 2 * HEARTBEAT_S + 5  # a watch that is silent for this long is dead


class Watch:
    """What is held between streams belongs to the newest checkpoint, and so does the resume token."""

    def __init__(self, replicas, revision):
        self._replicas = replicas
        self._until = revision
        self._nodes = {}
        self._token = ""
        self._wrong_digests = 0  # in a row
        self._printed = ""

    async def stream(self, stub):
        """One stream. Returns when the wanted revision has been printed, and raises at the end of the stream."""
        heartbeat = Duration(seconds=HEARTBEAT_S)
        call = stub.WatchStatus(pb.WatchStatusRequest(resume_token=self._token, heartbeat_interval=heartbeat))
        aside = []  # since the last checkpoint; dropped with the stream: the next replica may not have come so far
        try:
            while True:
                aside.append(await self._next(call))
                if aside[-1].HasField("checkpoint"):
                    self._apply(aside)
                    self._complete(aside[-1].checkpoint)
                    if self._until is not None and aside[-1].checkpoint.header.revision >= self._until:
                        return
                    aside = []
        finally:
            call.cancel()

    def start_again(self):
        self._token = ""
        self._nodes = {}

    async def _next(self, call):
        try:
            async with asyncio.timeout(SILENCE_S):
                message = await call.read()
        except TimeoutError:
            raise Failure(Verdict.RETRY, f"CANCELLED silent for {SILENCE_S} s") from None
        if message is grpc.aio.EOF:  # Rollcall never ends a watch with OK, but a proxy may
            raise Failure(Verdict.RETRY, "OK the stream ended")
        return message

    def _apply(self, messages):
        for message in messages:
            if message.HasField("snapshot_started"):
                self._nodes = {}
            for node in message.updated:
                self._nodes[node.node_id] = node
            for node in message.removed:
                self._nodes.pop(node.node_id, None)

    def _complete(self, checkpoint):
        digest = sum(node.fingerprint for node in self._nodes.values()) % 2**64
        if digest != checkpoint.header.digest:
            self._wrong_digests += 1
            again = " again: a fault of this client or of the server" if self._wrong_digests > 1 else ""
            raise Failure(Verdict.START_AGAIN_LATER, f"the digest differs{again}")
        self._wrong_digests = 0
        self._token = checkpoint.resume_token
        self._replicas.succeeded()
        self._print(checkpoint.header.revision)

    def _print(self, revision):
        line = " ".join([f"revision {revision}:", *(_text(self._nodes[node_id]) for node_id in sorted(self._nodes))])
        if line != self._printed:  # a heartbeat may bring nothing new
            print(line, flush=True)
            self._printed = line


def _text(node):
    names = ",".join(coprocessor.name for coprocessor in node.coprocessors)
    return f"{node.node_id}={state_name(node.state)}({names})"
