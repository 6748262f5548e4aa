# SPDX-License-Identifier: Apache-2.0
"""A node that promised to publish again and does not is stale, and a status may say why it is as it is."""

import json

import pytest

from support.api import pb
from support.compare import assert_list_equals_topic
from support.http_port import SERVED
from support.metrics import scrape
from support.rollcalld import SERVICE
from support.screen import table_rows, watch_lines
from support.tools import agent, grpcurl, rollcall
from support.waiting import DEADLINE_S, wait_until

_REASON = "no sign of life for 3 leases\n(\u00e9t\u00e9)"
_SHOWN_REASON = "reason: no sign of life for 3 leases\\n(\u00e9t\u00e9)"


def _notes(server):
    """{node id: NOTE} of `rollcall nodes`."""
    rows = table_rows(rollcall(server, "nodes").check().stdout)
    return {row[0]: row[5] if len(row) > 5 else "" for row in rows[1:]}


def test_a_leased_node_that_stops_publishing_becomes_stale(start_server, topic):
    server = start_server(topic, *SERVED)
    topic.publish(1, {"name_a": ["foo"]})
    topic.publish(2, {"name_a": ["foo"]}, lease_s=3600)
    last = topic.publish(3, {"name_a": ["foo"]}, lease_s=0.5)
    _, nodes = assert_list_equals_topic(server, topic, last)  # computes stale_after_time from the record
    timestamp_ms = topic.records()[last].timestamp_ms
    assert [node.HasField("stale_after_time") for node in nodes] == [False, True, True]
    assert nodes[2].stale_after_time.ToMilliseconds() == timestamp_ms + 1500

    def is_counted():
        metrics = scrape(server)
        is_stale = metrics["rollcall_as_of_timestamp_seconds"] > (timestamp_ms + 1500) / 1000
        assert metrics["rollcall_stale_nodes"] == is_stale, metrics
        return is_stale

    wait_until(is_counted, "the evidence is from after stale_after_time")
    notes = _notes(server)
    assert notes["1"] == notes["2"] == "", notes
    assert notes["3"].startswith("stale: silent for ") and notes["3"].endswith("promised to publish every 0.5 s"), notes
    done = rollcall(server, "list").check()
    assert done.stderr.startswith("node 3 is stale: silent for ") and done.stderr.count("\n") == 1, done

    last = topic.publish(3, {"name_a": ["foo"]}, lease_s=3600)
    assert_list_equals_topic(server, topic, last)
    assert scrape(server)["rollcall_stale_nodes"] == 0 and _notes(server)["3"] == ""


@pytest.fixture
def down(server, topic):
    """The server shows a node that is down for a reason."""
    value = json.dumps({"status": "down", "coprocessors": {}, "instance": "reaper 7", "reason": _REASON})
    agent(topic, "publish", "--node-id", "5", "-", stdin=value).check()
    assert_list_equals_topic(server, topic)
    return server


def test_the_api_gives_the_reason_of_a_status(down):
    [node] = down.stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S).nodes
    assert (node.reason, node.publisher_instance) == (_REASON, "reaper 7") and not node.HasField("stale_after_time")
    [not_up] = down.stub.ListCoprocessors(pb.ListCoprocessorsRequest(), timeout=DEADLINE_S).nodes_not_up
    assert not_up == node
    answer = json.loads(grpcurl(down, f"{SERVICE}/ListNodes").check().stdout)
    assert answer["nodes"][0]["reason"] == _REASON


def test_the_command_line_gives_the_reason_of_a_status(down, start_client):
    assert _notes(down) == {"5": _SHOWN_REASON}
    done = rollcall(down, "list").check()
    note = done.stderr.splitlines()[-1]
    assert note.startswith("node 5 is down; last word at ") and note.endswith(f"; {_SHOWN_REASON}"), done
    assert json.loads(rollcall(down, "nodes", "--format", "json").check().stdout)["nodes"][0]["reason"] == _REASON
    log = start_client(down, "watch", "--format", "log")
    log.wait_for(lambda: f"node 5 is down; {_SHOWN_REASON} (offset 0)" in log.stdout(), "the log gives the reason")
    watch = start_client(down, "watch", "--format", "ndjson")
    watch.wait_for(lambda: watch_lines(watch, "node"), "the watch shows the node")
    assert watch_lines(watch, "node")[0]["node"]["reason"] == _REASON
