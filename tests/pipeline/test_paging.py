# SPDX-License-Identifier: Apache-2.0
"""All pages together are the whole listing. Tokens and requests that do not fit are refused with the reason."""

import grpc
import pytest

from support.api import pb
from support.compare import list_all
from support.errors import assert_refused
from support.waiting import DEADLINE_S

NODES = 25


@pytest.fixture(scope="module")
def server(module_topic, start_module_server):
    for node in range(NODES):
        module_topic.publish(node, {f"name_{letter}": ["foo"] for letter in "cab"}, status="odd" if node == 7 else "up")
    server = start_module_server(module_topic)
    list_all(server, min_revision=NODES - 1)
    return server


def _nodes(server, **request):
    return server.stub.ListNodes(pb.ListNodesRequest(**request), timeout=DEADLINE_S)


def _rows(server, **request):
    return server.stub.ListCoprocessors(pb.ListCoprocessorsRequest(**request), timeout=DEADLINE_S)


def _all_rows(server, page_size, **request):
    rows, not_up, token = [], [], ""
    while True:
        page = _rows(server, page_size=page_size, page_token=token, **request)
        assert len(page.coprocessors) + len(page.nodes_not_up) <= page_size
        rows += page.coprocessors
        not_up += page.nodes_not_up
        token = page.next_page_token
        if not token:
            return rows, not_up


@pytest.mark.parametrize("page_size", [1, 2, 7, NODES, 10000])
def test_pages_of_nodes_add_up_to_the_whole(server, page_size):
    _, whole = list_all(server)
    assert [node.node_id for node in whole] == list(range(NODES))
    assert list_all(server, page_size=page_size)[1] == whole


@pytest.mark.parametrize("page_size", [1, 2, 7, 1000])
def test_pages_of_coprocessors_add_up_to_the_whole(server, page_size):
    whole = _rows(server)
    assert not whole.next_page_token
    assert [(row.node_id, row.name) for row in whole.coprocessors] == [
        (node, f"name_{letter}") for node in range(NODES) for letter in "abc"
    ]
    assert [node.node_id for node in whole.nodes_not_up] == [7]
    rows, not_up = _all_rows(server, page_size)
    assert rows == list(whole.coprocessors) and not_up == list(whole.nodes_not_up)


def test_pages_under_a_filter(server):
    wanted = pb.Filter(names=["name_[ab]", "*_c"], node_ids=[1, 3, 5, 7, 9])
    rows, not_up = _all_rows(server, 2, filter=wanted)
    assert [(row.node_id, row.name) for row in rows] == [(node, "name_c") for node in (1, 3, 5, 7, 9)]
    assert [node.node_id for node in not_up] == [7]


def test_header_counts_the_whole_listing_on_every_page(server):
    page = _nodes(server, page_size=2)
    second = _nodes(server, page_size=2, page_token=page.next_page_token)
    whole = _nodes(server)
    for header in (page.header, second.header):
        assert (header.node_count, header.digest, header.revision) == (
            NODES,
            whole.header.digest,
            whole.header.revision,
        )


def test_an_absent_node_is_an_empty_answer_with_a_header(server):
    answer = _nodes(server, filter=pb.Filter(node_ids=[4711]))
    assert not answer.nodes and answer.header.node_count == 0 and answer.header.digest == 0
    assert answer.header.source_state == pb.SOURCE_STATE_CURRENT


def test_negative_page_size_is_refused(server):
    for call in (_nodes, _rows):
        details = assert_refused(lambda: call(server, page_size=-1), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
        assert [violation.field for violation in details.BadRequest.field_violations] == ["page_size"]


def test_all_that_is_wrong_is_told_at_once(server):
    wanted = {"page_size": -1, "min_revision": -2, "view": 9, "filter": pb.Filter(names=["x" * 257, "a\\"])}
    details = assert_refused(lambda: _nodes(server, **wanted), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
    fields = {violation.field for violation in details.BadRequest.field_violations}
    assert fields == {"filter.names[0]", "filter.names[1]", "page_size", "min_revision", "view"}
    for field in fields:
        assert field in details.message


@pytest.mark.parametrize("token", ["x", "AAAA", "not a token", "\u00e9" * 300])
def test_foreign_page_token_is_refused(server, token):
    for call in (_nodes, _rows):
        assert_refused(lambda: call(server, page_token=token), grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")


def test_page_token_of_another_request_is_refused(server):
    token = _nodes(server, page_size=2).next_page_token
    others = ({"filter": pb.Filter(node_ids=[1])}, {"view": pb.NODE_VIEW_FULL})
    for other in others:
        assert_refused(
            lambda: _nodes(server, page_token=token, **other), grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID"
        )
    assert_refused(lambda: _rows(server, page_token=token), grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")


def test_page_token_changed_by_one_character_is_refused(server):
    token = _nodes(server, page_size=2).next_page_token
    middle = len(token) // 2
    bent = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    assert_refused(lambda: _nodes(server, page_token=bent), grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")


def test_too_many_filter_values_are_refused(server):
    for wanted in (pb.Filter(node_ids=range(1001)), pb.Filter(names=["x"] * 101), pb.Filter(names=["x" * 257])):
        assert_refused(
            lambda: _nodes(server, filter=wanted), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", "BadRequest"
        )
