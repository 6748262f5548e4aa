# SPDX-License-Identifier: Apache-2.0
"""Memory of the state, against the bytes of the values.

It is a server's resident bytes beyond those of a server with an empty topic.
"""

import time

from harness.compare import Comparison, at_most
from harness.rows.row import Row
from support.memory import resident_bytes

NAME = "memory"
_PER_NODE = 400  # bytes allowed for each node, in addition to twice the values
_SETTLE_S = 1


def make(bench):
    nodes, record_bytes = bench.options.state_nodes, bench.options.record_bytes
    full, empty = bench.topic(nodes, nodes), bench.topic(1)
    values = nodes * record_bytes

    def held(topic):
        server = bench.rollcalld(topic)
        time.sleep(_SETTLE_S)
        held_bytes = resident_bytes(server)
        server.close()
        return held_bytes

    def measure():
        state = held(full) - held(empty)
        allowed = 2 * values + _PER_NODE * nodes
        return {"mib": state / 2**20, "per_node": state / nodes, "values": values / 2**20, "allowed": allowed / 2**20}

    what = f"memory of the state, {nodes:,} nodes of {record_bytes} bytes"
    ours = ("rollcalld", "mib")
    return Row(
        {"rollcalld": measure},
        [
            Comparison(
                f"{what}, against twice the values + {_PER_NODE} bytes a node",
                "MiB",
                ours,
                ("rollcalld", "allowed"),
                at_most(1),
                peer_name="allowed",
            ),
            Comparison(f"{what}, against the values", "MiB", ours, ("rollcalld", "values"), peer_name="values"),
            Comparison("  a node", "B", ("rollcalld", "per_node")),
        ],
    )
