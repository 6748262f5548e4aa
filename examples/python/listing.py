# SPDX-License-Identifier: Apache-2.0
"""Lists all coprocessors, page by page, and prints them as a table."""

import sys
import time

import grpc

from rollcall.v1 import rollcall_pb2 as pb

ATTEMPT_S = 3  # for one page of one replica, so that one that hangs leaves time for the others
LISTING_S = 10  # no attempt begins later


async def print_list(replicas):
    pages = await _all_pages(replicas)
    table = [("NODE", "NAME", "INPUT TOPICS")]
    table += [(str(row.node_id), row.name, ",".join(row.input_topics)) for page in pages for row in page.coprocessors]
    widths = [max(map(len, column)) for column in zip(*table)]
    for cells in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())
    not_up = [f"{node.node_id}={state_name(node.state)}" for page in pages for node in page.nodes_not_up]
    if not_up:
        print("not up:", *not_up)


async def _all_pages(replicas):
    pages, token, end_s = [], "", time.monotonic() + LISTING_S
    while time.monotonic() < end_s:
        try:
            request = pb.ListCoprocessorsRequest(page_token=token)
            pages.append(await replicas.stub.ListCoprocessors(request, timeout=ATTEMPT_S))
            token = pages[-1].next_page_token
            if not token:
                replicas.succeeded()
                return pages
        except grpc.aio.AioRpcError as error:
            if await replicas.failed(error):  # otherwise the token may be good on the next replica, too
                pages, token = [], ""
    sys.exit(f"no whole list within {LISTING_S} s")


def state_name(state):
    """A newer server may send a state that this program does not know: its number is shown then."""
    known = pb.NodeStatus.State.DESCRIPTOR.values_by_number.get(state)
    return known.name.removeprefix("STATE_") if known else str(state)
