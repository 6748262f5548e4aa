# SPDX-License-Identifier: Apache-2.0
"""A page token belongs to one state: it continues with that state or has expired. Pages never mix two states."""

import grpc

from support.api import pb
from support.compare import list_all
from support.errors import Details, assert_refused
from support.waiting import DEADLINE_S


def _next_page(server, page):
    return server.stub.ListNodes(pb.ListNodesRequest(page_size=2, page_token=page.next_page_token), timeout=DEADLINE_S)


def _first_page(server, topic):
    last = [topic.publish(node, {"name_a": ["foo"]}) for node in range(6)][-1]
    return server.stub.ListNodes(pb.ListNodesRequest(page_size=2, min_revision=last), timeout=DEADLINE_S)


def test_pages_after_a_change_show_the_state_of_the_first_page_or_none(server, topic):
    page = _first_page(server, topic)
    list_all(server, min_revision=topic.publish(4, {"name_z": ["new"]}))
    try:
        for _ in range(2):
            page = _next_page(server, page)
    except grpc.RpcError as error:
        assert (error.code(), Details(error).ErrorInfo.reason) == (grpc.StatusCode.ABORTED, "PAGE_TOKEN_EXPIRED")
    else:
        assert [row.name for node in page.nodes for row in node.coprocessors] == ["name_a", "name_a"]


def test_page_token_survives_a_restart_while_the_state_is_the_same(server, topic):
    page = _first_page(server, topic)
    server.restart().wait_serving()
    assert [node.node_id for node in _next_page(server, page).nodes] == [2, 3]


def test_page_token_is_gone_on_a_replica_that_never_had_its_state(server, topic, start_server):
    page = _first_page(server, topic)
    newer = topic.publish(0, {"name_b": ["bar"]})
    other = start_server(topic)
    list_all(other, min_revision=newer)
    assert_refused(lambda: _next_page(other, page), grpc.StatusCode.ABORTED, "PAGE_TOKEN_EXPIRED")
