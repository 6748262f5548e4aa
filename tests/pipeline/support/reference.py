# SPDX-License-Identifier: Apache-2.0
"""A second implementation: reads a topic's records and computes what the API must show, from the contract alone.

It covers what the tests put on topics, and of the problems those in `_problem`.

It does not filter. The filter has two models in the C++ tests: tests/testing/reference_list.cc and
tests/testing/expected_state.cc, which also compute what is shown. Extend all of them when the API gets a new field; a
new filter needs the two C++ models.
"""

import json
import re
import struct
from dataclasses import dataclass, field
from fractions import Fraction

import xxhash

from support.api import pb
from support.topic import Record

MASK = 2**64 - 1
_YEAR_1_US = -62_135_596_800_000_000
_YEAR_10000_US = 253_402_300_800_000_000
_DECIMAL = re.compile(rb"0|-?[1-9][0-9]*")
_NO_JSON = object()
_STATES = {"up": pb.NodeStatus.STATE_UP, "down": pb.NodeStatus.STATE_DOWN}


@dataclass
class Node:
    record: object
    fingerprint: int
    state: int
    problem: int = 0
    rows: list = field(default_factory=list)  # (name, input topics, description, state), by name
    lease_us: int | None = None
    stale_after_us: int | None = None
    instance: str = ""
    reason: str = ""


def read_state(records):
    """Computes {node id: Node} from all records of a topic."""
    latest = {}
    for record in records:
        if record.key is not None:
            latest[record.key] = record
    nodes = {}
    for record in sorted(latest.values(), key=lambda record: record.offset):
        if record.value is not None and _key_ids(record.key):
            node_id, node = _read(record)
            nodes[node_id] = node  # of a node's keys, the one with the newest record wins
    return nodes


def digest(nodes):
    return sum(node.fingerprint for node in nodes.values()) & MASK


def fingerprint_of_node(node):
    """As any client computes it from a node in the FULL view."""
    milliseconds = -1
    if node.HasField("publish_time"):
        milliseconds = node.publish_time.ToMilliseconds()
    elif node.HasField("raw_timestamp_ms"):
        milliseconds = node.raw_timestamp_ms
    return fingerprint(Record(node.revision, milliseconds, node.raw_key, node.raw_value))


def fingerprint(record):
    return xxhash.xxh3_64_intdigest(
        struct.pack("<qq", record.offset, record.timestamp_ms)
        + struct.pack("<i", len(record.key))
        + record.key
        + struct.pack("<i", len(record.value))
        + record.value
    )


def _key_ids(key):
    """The node ids that a key can mean, the decimal one first."""
    ids = []
    if _DECIMAL.fullmatch(key) and -(2**31) <= int(key) < 2**31:
        ids.append(int(key))
    if len(key) == 4:
        ids.append(struct.unpack("<i", key)[0])
    return ids


def _read(record):
    ids = _key_ids(record.key)
    try:
        value = json.loads(record.value.decode("utf-8", "replace"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        value = _NO_JSON
    named = value.get("node_id") if isinstance(value, dict) else None
    node_id = named if _is_integer(named) and named in ids else ids[0]
    problem = pb.Problem.CODE_BAD_JSON if value is _NO_JSON else _problem(value, ids)
    if problem:
        return node_id, Node(record, fingerprint(record), pb.NodeStatus.STATE_INVALID, problem)
    if value["status"] == "down":
        value["coprocessors"] = {}  # a node that is down runs nothing, whatever its record lists
    rows = sorted(
        (
            (name, list(entry["input_topics"]), entry.get("description") or "", entry.get("state") or "")
            for name, entry in value["coprocessors"].items()
        ),
        key=lambda row: row[0].encode(),
    )
    lease_us = _lease_us(value)
    return node_id, Node(
        record,
        fingerprint(record),
        _STATES.get(value["status"], pb.NodeStatus.STATE_OTHER),
        rows=rows,
        lease_us=lease_us,
        stale_after_us=_stale_after_us(record.timestamp_ms, lease_us),
        instance=value.get("instance") or "",
        reason=value.get("reason") or "",
    )


def _lease_us(value):
    lease_s = value.get("lease_s")
    return None if lease_s is None else max(1, round(Fraction(lease_s) * 1_000_000))


def _stale_after_us(timestamp_ms, lease_us):
    """Microseconds since 1970; None where the API has no such time."""
    if lease_us is None or timestamp_ms == -1:
        return None
    after_us = timestamp_ms * 1000 + 3 * lease_us
    return after_us if _YEAR_1_US <= after_us < _YEAR_10000_US else None


def _problem(value, ids):
    if not isinstance(value, dict) or not _is_integer(value.get("node_id")):
        return pb.Problem.CODE_WRONG_TYPE
    if not isinstance(value.get("status"), str) or not isinstance(value.get("coprocessors"), dict):
        return pb.Problem.CODE_WRONG_TYPE
    for entry in value["coprocessors"].values():
        if not isinstance(entry, dict) or not isinstance(entry.get("input_topics"), list):
            return pb.Problem.CODE_WRONG_TYPE
        if not all(isinstance(topic, str) for topic in entry["input_topics"]):
            return pb.Problem.CODE_WRONG_TYPE
    if not all(isinstance(value.get(name), str | None) for name in ("instance", "reason")):
        return pb.Problem.CODE_WRONG_TYPE
    if not -(2**31) <= value["node_id"] < 2**31:
        return pb.Problem.CODE_NODE_ID_OUT_OF_RANGE
    return 0 if value["node_id"] in ids else pb.Problem.CODE_KEY_MISMATCH


def _is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _refuse(constant):
    raise ValueError(constant)
