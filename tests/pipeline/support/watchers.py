# SPDX-License-Identifier: Apache-2.0
"""Watches that resume whenever their stream ends, on the same or on another replica."""

import collections
import itertools
import threading

import grpc

from support.api import pb
from support.background import Background
from support.fold import Fold, Watch
from support.waiting import wait_until

SHORT_S = 4  # the deadline of a stream, after which the watch resumes

# How a stream may end that no proxy is in the way of.
_ENDS = {grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}

Shown = collections.namedtuple("Shown", "revision digest node_count")


def shown_by(header):
    return Shown(header.revision, header.digest, header.node_count)


class ResumingWatch(Background):
    """Folds all nodes, in the FULL view, and keeps every checkpoint's header. Each stream goes to the next of `servers`
    and lasts `stream_s`. Fails if one ends with a code that is not among `ends`. After an end it waits for `pause_s`.
    """

    def __init__(self, servers, stream_s=SHORT_S, ends=_ENDS, pause_s=0):
        super().__init__()
        self.fold = Fold()
        self.streams = 0
        self.headers = []  # of every checkpoint
        self.went_back = []  # (node id, revision, older revision that followed)
        self._servers = itertools.cycle(servers)
        self.codes = []  # of the streams that have ended
        self._stream_s, self._ends, self._pause_s = stream_s, ends, pause_s
        self._revisions = {}  # {node id: newest revision}
        self._lock = threading.Lock()  # guards the fold

    def work(self):
        while not self.stopping.is_set():
            self._follow(next(self._servers))

    @property
    def shown(self):
        """A Shown for every checkpoint."""
        return [shown_by(header) for header in list(self.headers)]

    def wait_nodes(self, reached):
        """Waits until reached(header) is true at a checkpoint. Returns {node id: node}."""
        return wait_until(lambda: self._nodes_when(reached), lambda: f"the watch continues after {self.fold.header}")[0]

    def _nodes_when(self, reached):
        self.check()
        with self._lock:
            return [dict(self.fold.nodes)] if self.fold.exact and reached(self.fold.header) else None

    def _follow(self, server):
        self.streams += 1
        watch = Watch(
            server.stub,
            self.fold,
            timeout_s=self._stream_s,
            resume_token=self.fold.token,
            view=pb.NODE_VIEW_FULL,
            heartbeat_interval={"seconds": 1},
        )
        try:
            for message in watch.call:
                self._on_message(message)
                if self.stopping.is_set():
                    watch.stop()
        except grpc.RpcError as error:
            assert error.code() in self._ends, f"the watch ended with {error}"
            self.codes.append(error.code())
            self.stopping.wait(self._pause_s)

    def _on_message(self, message):
        with self._lock:
            self.fold.apply(message)
            if not self.fold.exact:
                return
            self.headers.append(self.fold.header)
            for node in self.fold.nodes.values():
                before = self._revisions.get(node.node_id, -1)
                if node.revision < before:
                    self.went_back.append((node.node_id, before, node.revision))
                self._revisions[node.node_id] = node.revision
