# SPDX-License-Identifier: Apache-2.0
"""A client of a watch, written from the API's manual, that checks everything a client can check."""

import grpc

from support.api import pb
from support.waiting import DEADLINE_S

MASK = 2**64 - 1


class Fold:
    """The state that a client holds: always that of its last checkpoint. Messages wait aside until a checkpoint comes.
    apply() checks every message against the contract.
    """

    def __init__(self):
        self.nodes = {}
        self.aside = []  # the messages of the stream since the last checkpoint
        self.exact = False  # the last message ended with a checkpoint
        self.header = None
        self.token = ""
        self.snapshots = []  # the reason of each snapshot_started

    def apply(self, message):
        self.exact = False
        if message.HasField("snapshot_started"):
            self.snapshots.append(pb.SnapshotStarted.Reason.Name(message.snapshot_started.reason))
        ids = [node.node_id for node in message.updated] + [node.node_id for node in message.removed]
        assert len(ids) == len(set(ids)), f"a node twice in one message: {message}"
        self.aside.append(message)
        if message.HasField("checkpoint"):
            self._apply_aside()
            self._check(message.checkpoint)

    def start_stream(self):
        """A new stream begins: what is aside came from the one before, which ended before a checkpoint."""
        self.aside = []
        self.exact = False  # until this stream's first checkpoint

    def _apply_aside(self):
        nodes = dict(self.nodes)
        for message in self.aside:
            if message.HasField("snapshot_started"):
                nodes = {}
                self.header = None
            nodes.update({node.node_id: node for node in message.updated})
            for node in message.removed:
                nodes.pop(node.node_id, None)
        self.nodes = nodes
        self.aside = []

    def _check(self, checkpoint):
        header = checkpoint.header
        held = {node.node_id: node.revision for node in self.nodes.values()}
        assert header.digest == self.digest(), (
            f"the digest at revision {header.revision} does not fit the nodes held: {held}"
        )
        assert header.node_count == len(self.nodes), header
        assert checkpoint.resume_token and len(checkpoint.resume_token) <= 1024
        if self.header is not None:
            assert header.revision >= self.header.revision, f"{header} follows {self.header}"
        self.header = header
        self.token = checkpoint.resume_token
        self.exact = True

    def digest(self):
        return sum(node.fingerprint for node in self.nodes.values()) & MASK


class Watch:
    """One stream of a watch. `messages` are those of this stream; `fold` may be shared with earlier streams."""

    def __init__(self, stub, fold=None, timeout_s=3 * DEADLINE_S, **request):
        self.fold = fold or Fold()
        self.fold.start_stream()
        self.messages = []
        self.call = stub.WatchStatus(pb.WatchStatusRequest(**request), timeout=timeout_s)

    def next(self):
        message = next(self.call)
        self.fold.apply(message)
        self.messages.append(message)
        return message

    def until(self, reached):
        """Reads until reached(fold) is true at a checkpoint. The stream's deadline bounds it."""
        while not (self.fold.exact and reached(self.fold)):
            self.next()
        return self.fold

    def until_revision(self, revision):
        return self.until(lambda fold: fold.header.revision >= revision)

    def stop(self):
        self.call.cancel()

    def failure(self):
        """Reads to the end of the stream, which must be an error. Returns the error."""
        try:
            while True:
                self.next()
        except grpc.RpcError as error:
            return error
        except StopIteration:
            raise AssertionError("the watch ended with OK") from None
