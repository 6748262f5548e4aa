# SPDX-License-Identifier: Apache-2.0
"""The google.rpc details of an error."""

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from support.api import pb
from support.waiting import DEADLINE_S

_DETAILS = {
    kind.DESCRIPTOR.full_name: kind
    for kind in (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest, error_details_pb2.RetryInfo)
}


class Details:
    def __init__(self, error):
        self.code = error.code()
        self.message = error.details()
        packed = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
        self.size = len(packed)
        for any_message in status_pb2.Status.FromString(packed).details:
            name = any_message.type_url.rpartition("/")[2]
            setattr(self, name.rpartition(".")[2], _DETAILS[name].FromString(any_message.value))

    def __str__(self):
        return f"{self.code}: {self.message} {vars(self)}"


def list_error(server):
    """The error of ListNodes, which must fail."""
    with pytest.raises(grpc.RpcError) as raised:
        server.stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)
    return raised.value


def answered(call):
    """Runs call() again if its deadline passes, ten times at most: the server answers a tenth of the time before it,
    and a busy machine may take longer to pass the answer on."""
    for _ in range(9):
        try:
            return call()
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.DEADLINE_EXCEEDED:
                raise
    return call()


def assert_refused(call, code, reason, *further):
    """Runs call(), which must fail with this code, this ErrorInfo reason and the `further` details. Returns the
    details."""
    with pytest.raises(grpc.RpcError) as raised:
        call()
    details = Details(raised.value)
    assert details.code == code, details
    assert details.ErrorInfo.reason == reason and details.ErrorInfo.domain == "rollcall.v1", details
    assert details.message and details.size < 4096, details
    for name in further:
        assert hasattr(details, name), f"no {name} in {details}"
    return details
