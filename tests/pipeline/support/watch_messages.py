# SPDX-License-Identifier: Apache-2.0
"""Messages of a watch for a ScriptedServer."""

from support.api import pb

UP, DOWN = pb.NodeStatus.STATE_UP, pb.NodeStatus.STATE_DOWN


def node(node_id, *names, state=UP):
    """Its fingerprint needs all 64 bits, and so do sums of it."""
    status = pb.NodeStatus(node_id=node_id, state=state, fingerprint=2**64 - 1 - 7 * abs(node_id))
    for name in names:
        status.coprocessors.add(name=name, node_id=node_id)
    return status


def part(*updated, removed=(), snapshot=False):
    """A message without a checkpoint."""
    message = pb.WatchStatusResponse(updated=updated)
    if snapshot:
        message.snapshot_started.reason = pb.SnapshotStarted.REASON_REQUESTED
    for node_id in removed:
        message.removed.add(node_id=node_id)
    return message


def checkpoint(revision, held, message=None, wrong=0):
    """A message with a checkpoint at which the client must hold these nodes. `wrong` is added to the digest."""
    message = message or part()
    header = message.checkpoint.header
    header.revision, header.node_count = revision, len(held)
    header.digest = (sum(node.fingerprint for node in held) + wrong) % 2**64
    message.checkpoint.resume_token = f"token-{revision}"
    return message


def snapshot(revision, *nodes, wrong=0):
    return checkpoint(revision, nodes, part(*nodes, snapshot=True), wrong)
