# SPDX-License-Identifier: Apache-2.0
"""Callers of all replicas: watchers that resume wherever they can, and lists. All that they are shown is compared."""

import itertools
import random

import grpc

from support.api import pb
from support.background import Background
from support.crowd import CrowdWatcher

SELECTIONS = {
    "all": {},
    "some nodes": {"filter": pb.Filter(node_ids=range(1, 40))},
    "one name": {"filter": pb.Filter(names=["name_1*"])},
    "down": {"filter": pb.Filter(states=[pb.NodeStatus.STATE_DOWN])},
    "broken": {"filter": pb.Filter(states=[pb.NodeStatus.STATE_INVALID])},
}
_HEARTBEAT = {"heartbeat_interval": {"seconds": 2}}
_MESSAGES_BEFORE_A_DROP = 200
_LIST_TIMEOUT_S = 20
_LIST_PAUSE_S = 0.2


class SoakWatcher(CrowdWatcher):
    def __init__(self, selection, shown, drops_after):
        super().__init__(SELECTIONS[selection] | _HEARTBEAT, drops_after, deadline_s=None)
        self._selection, self._shown = selection, shown
        self.checkpoints = 0

    def _on_message(self, message):
        super()._on_message(message)
        if self.fold.exact:
            self.checkpoints += 1
            self._shown.note(self._selection, self.fold.header)


def make_watchers(shown, count):
    """`count` watchers of each selection. Half of them drop their streams now and then by themselves."""
    return [
        SoakWatcher(selection, shown, _MESSAGES_BEFORE_A_DROP if number % 2 else None)
        for number, selection in itertools.product(range(count), SELECTIONS)
    ]


class Lister(Background):
    """Lists from the next replica, whole or in pages, without an end. A replica that is stopped or ended may fail."""

    def __init__(self, servers, shown):
        super().__init__()
        self.lists = 0
        self.refused = 0
        self._servers, self._shown = servers, shown

    def work(self):
        for server in itertools.cycle(self._servers):
            if self.stopping.wait(_LIST_PAUSE_S):
                return
            try:
                self._list(server, *random.choice(list(SELECTIONS.items())))
            except grpc.RpcError as error:
                assert error.code() in (
                    grpc.StatusCode.UNAVAILABLE,
                    grpc.StatusCode.DEADLINE_EXCEEDED,
                    grpc.StatusCode.CANCELLED,
                    grpc.StatusCode.ABORTED,
                ), error
                self.refused += 1
            except ValueError:  # the channel is closed: this replica is being restarted
                self.refused += 1

    def _list(self, server, selection, request):
        token, held = "", 0
        page_size = random.choice([0, 7])
        while True:
            page = server.stub.ListNodes(
                pb.ListNodesRequest(**request, page_size=page_size, page_token=token), timeout=_LIST_TIMEOUT_S
            )
            held += sum(node.fingerprint for node in page.nodes)
            token = page.next_page_token
            if not token:
                break
        assert held & (2**64 - 1) == page.header.digest, f"the pages of {selection} do not add up to the digest"
        self._shown.note(selection, page.header)
        self.lists += 1
