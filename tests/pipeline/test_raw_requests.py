# SPDX-License-Identifier: Apache-2.0
"""Malformed requests, and requests from newer clients, get an answer that says what is wrong."""

import grpc
import pytest

from support.api import pb
from support.compare import list_all
from support.errors import assert_refused
from support.rollcalld import SERVICE
from support.waiting import DEADLINE_S


def _bytes(data):
    return data


def _unary(server, method, request):
    return server.channel.unary_unary(f"/{SERVICE}/{method}", _bytes, _bytes)(request, timeout=DEADLINE_S)


@pytest.mark.parametrize("method", ["ListNodes", "ListCoprocessors"])
def test_bytes_that_are_no_request(server, method):
    assert_refused(lambda: _unary(server, method, b"\xff\xff\xff"), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")


def test_bytes_that_are_no_watch_request(server):
    call = server.channel.unary_stream(f"/{SERVICE}/WatchStatus", _bytes, _bytes)
    assert_refused(
        lambda: next(call(b"\xff\xff\xff", timeout=DEADLINE_S)), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"
    )


@pytest.mark.parametrize("method", ["ListNodes", "ListCoprocessors"])
def test_a_filter_field_from_the_future_is_refused(server, method):
    future_field = b"\x0a\x03\xa8\x06\x01"  # field 1 (filter), in it field 101 as a varint
    assert_refused(lambda: _unary(server, method, future_field), grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_FILTER")


def test_a_state_from_the_future_is_refused(server):
    request = pb.ListNodesRequest(filter=pb.Filter(states=[99]))
    assert_refused(
        lambda: server.stub.ListNodes(request, timeout=DEADLINE_S), grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_FILTER"
    )


def test_an_unknown_field_outside_the_filter_is_ignored(server):
    assert _unary(server, "ListNodes", b"\xa8\x06\x01")


def test_an_unknown_method_is_unimplemented(server):
    with pytest.raises(grpc.RpcError) as raised:
        _unary(server, "NoSuchMethod", b"")
    assert raised.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert list_all(server)[1] == []
