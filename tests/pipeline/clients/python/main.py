# SPDX-License-Identifier: Apache-2.0
"""A client of Rollcall on grpcio; ../README.md says what it prints."""

import json
import sys
import threading

import grpc
from google.rpc import error_details_pb2, status_pb2

from support.api import pb, pb_grpc

_output = threading.Lock()


def _print(line):
    with _output:
        print(json.dumps(line), flush=True)


def _print_state(nodes, header):
    digest = sum(node.fingerprint for node in nodes.values()) % 2**64
    if digest != header.digest:
        sys.exit(f"the digest of {header} is {digest}")
    _print(
        {
            "revision": str(header.revision),
            "digest": str(header.digest),
            "nodes": sorted(nodes),
            "raw_bytes": sum(len(node.raw_value) for node in nodes.values()),
        }
    )


def _print_end(error):
    line = {"status": error.code().name, "reason": "", "domain": ""}
    packed = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
    for detail in status_pb2.Status.FromString(packed).details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            line |= {"reason": info.reason, "domain": info.domain}
    _print(line)


def _apply(messages, nodes):
    for message in messages:
        if message.HasField("snapshot_started"):
            nodes.clear()
        nodes.update({node.node_id: node for node in message.updated})
        for node in message.removed:
            nodes.pop(node.node_id, None)


class Client:
    def __init__(self, channel):
        self._stub = pb_grpc.CoprocessorStatusServiceStub(channel)

    def list(self):
        request, nodes = pb.ListNodesRequest(view=pb.NODE_VIEW_FULL), {}
        while True:
            page = self._stub.ListNodes(request)
            nodes.update({node.node_id: node for node in page.nodes})
            request.page_token = page.next_page_token
            if not request.page_token:
                return _print_state(nodes, page.header)

    def error(self):
        self._stub.ListNodes(pb.ListNodesRequest(page_token="x"))

    def _checkpoints(self, on_message=lambda: None, on_call=lambda call: None, timeout_s=None):
        """Yields the nodes and the header at each checkpoint."""
        call = self._stub.WatchStatus(pb.WatchStatusRequest(view=pb.NODE_VIEW_FULL), timeout=timeout_s)
        on_call(call)
        nodes, aside = {}, []
        try:
            for message in call:
                on_message()
                aside.append(message)
                if message.HasField("checkpoint"):
                    _apply(aside, nodes)
                    aside = []
                    yield nodes, message.checkpoint.header
        finally:
            call.cancel()

    def watch(self, revision, on_message=lambda: None):
        for nodes, header in self._checkpoints(on_message):
            _print_state(nodes, header)
            if header.revision >= int(revision):
                return

    def deadline(self, milliseconds):
        for nodes, header in self._checkpoints(timeout_s=int(milliseconds) / 1000):
            _print_state(nodes, header)

    def cancel(self):
        calls = []
        for nodes, header in self._checkpoints(on_call=calls.append):
            _print_state(nodes, header)
            calls[0].cancel()

    def slow(self, revision):
        first = iter([True])

        def wait():
            if next(first, False):
                _print({"waiting": True})
                sys.stdin.readline()

        self.watch(revision, wait)

    def many(self, count, revision):
        threads = [threading.Thread(target=self._last_checkpoint, args=[int(revision)]) for _ in range(int(count))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _last_checkpoint(self, revision):
        for nodes, header in self._checkpoints():
            if header.revision >= revision:
                return _print_state(nodes, header)


def _main(address, scenario, *arguments):
    with grpc.insecure_channel(address) as channel:
        try:
            getattr(Client(channel), scenario)(*arguments)
        except grpc.RpcError as error:
            _print_end(error)


if __name__ == "__main__":
    _main(*sys.argv[1:])
