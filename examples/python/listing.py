# SPDX-License-Identifier: Apache-2.0
"""Lists all coprocessors, page by page, and prints them as a table."""

from rollcall.v1 import rollcall_pb2 as pb


async def list_all(stub):
    """Returns all rows and all nodes that are not up. Begins with the first page, whatever an earlier attempt got."""
    request, rows, not_up = pb.ListCoprocessorsRequest(), [], []
    while True:
        page = await stub.ListCoprocessors(request)
        rows += page.coprocessors
        not_up += page.nodes_not_up
        if not page.next_page_token:
            return rows, not_up
        request.page_token = page.next_page_token


def print_table(rows, not_up):
    table = [("NODE", "NAME", "INPUT TOPICS")]
    table += [(str(row.node_id), row.name, ",".join(row.input_topics)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table)]
    for cells in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())
    if not_up:
        print("not up:", *(f"{node.node_id}={state_name(node.state)}" for node in not_up))


def state_name(state):
    """A newer server may send a state that this program does not know: its number is shown then."""
    known = pb.NodeStatus.State.DESCRIPTOR.values_by_number.get(state)
    return known.name.removeprefix("STATE_") if known else str(state)
