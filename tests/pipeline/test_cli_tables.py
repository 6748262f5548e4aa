# SPDX-License-Identifier: Apache-2.0
"""`rollcall list` and `nodes` as an engineer and as scripts use them: choice, order, formats and exit codes."""

import csv
import json
import time

import pytest

from support.screen import table_rows
from support.tools import rollcall, run_tool
from support.topic import little_endian
from support.waiting import wait_until

_LEASE_S = 0.5


def _errored(*topics):
    return {"input_topics": list(topics), "description": "", "state": "errored"}


@pytest.fixture(scope="module")
def server(start_module_server, module_topic):
    """Nodes 1 to 5: usual, with an errored coprocessor, down, invalid, silent. One record belongs to no node."""
    server = start_module_server(module_topic)
    module_topic.publish(1, {"name_a": ["foo"], "n" * 200: [f"topic-{i}" for i in range(300)]})
    module_topic.publish(2, {"name_a": _errored("foo"), "name_b": ["bar"]})
    module_topic.publish(3, status="down")
    module_topic.produce(little_endian(4), b"no json")
    module_topic.produce(b"nobody", b"{}")
    last = module_topic.publish(5, {"name_b": ["bar"]}, lease_s=_LEASE_S)
    stale = module_topic.records()[-1].timestamp_ms / 1000 + 3 * _LEASE_S
    wait_until(lambda: time.time() > stale, "node 5 is silent for three leases")
    wait_until(lambda: _quiet(server, "nodes", "--state", "stale", "--min-revision", last), "there is evidence of it")
    return server


def _quiet(server, *arguments):
    return rollcall(server, *arguments, "--quiet").check().stdout.split()


def test_states_are_shown_and_select(server):
    rows = table_rows(rollcall(server, "list", "--name", "name_*").check().stdout)
    assert {(row[0], row[1]): row[2] for row in rows[1:]} == {
        ("name_a", "1"): "up",
        ("name_a", "2"): "errored",
        ("name_b", "2"): "up",
        ("name_b", "5"): "up,stale",
    }
    assert _quiet(server, "nodes", "--state", "stale") == ["5"]
    assert _quiet(server, "nodes", "--state", "errored,down") == ["2", "3"]
    answer = json.loads(rollcall(server, "nodes", "--state", "stale,errored", "-o", "json").check().stdout)
    assert {node["nodeId"]: node["isStale"] for node in answer["nodes"]} == {2: False, 5: True}
    assert answer["header"]["nodeCount"] == 2
    assert int(answer["header"]["digest"]) == sum(int(node["fingerprint"]) for node in answer["nodes"]) % 2**64


def test_what_is_not_there_is_not_what_runs_nothing(server):
    done = rollcall(server, "nodes", "--node", "1-3,7-8").check(1)
    assert [row[0] for row in table_rows(done.stdout)[1:]] == ["1", "2", "3"]
    assert done.stderr.startswith("rollcall: nodes 7,8 do not exist: ") and done.stderr.count("\n") == 1, done
    done = rollcall(server, "list", "--node", "3").check()
    assert done.stderr.startswith("node 3 is down; last word at ") and done.stderr.count("\n") == 1, done
    rollcall(server, "list", "--node", "3", "--exit-code").check(1)
    rollcall(server, "list", "--node", "1", "--exit-code").check()


def test_nodes_by_name_names_those_that_nobody_can_tell_about(server):
    done = rollcall(server, "nodes", "--name", "name_a").check()
    assert [row[0] for row in table_rows(done.stdout)[1:]] == ["1", "2"]
    count, down, invalid = done.stderr.splitlines()
    assert count.startswith("COPROCESSORS counts only"), done
    assert down.startswith("node 3 is down") and invalid.startswith("node 4 is invalid: "), done


def test_scripts_get_everything_in_their_order(server):
    done = rollcall(server, "list", "--columns", "node,name,topics", "--sort=-node,name", "--no-headers").check()
    rows = table_rows(done.stdout)
    assert [row[0] for row in rows] == ["5", "2", "2", "1", "1"]
    assert rows[4][1] == "n" * 200 and rows[4][2].count(",") == 299, "a pipe gets all of a long cell"
    spec = "custom-columns=ID:.nodeId,STATE:.state,RUNS:.coprocessors[*].name"
    lines = rollcall(server, "nodes", "--node", "2,3", "-o", spec, "--no-headers").check().stdout.splitlines()
    assert list(csv.reader(lines, delimiter=" ", skipinitialspace=True)) == [
        ["2", "STATE_UP", "name_a,name_b"],
        ["3", "STATE_DOWN", "<none>"],
    ]
    rows = table_rows(rollcall(server, "list", "--by", "name", "--name", "name_*", "--no-headers").check().stdout)
    assert [row[:2] + row[3:4] for row in rows] == [["name_a", "2", "1,2"], ["name_b", "2", "2,5"]]


def test_a_terminal_gets_lines_that_fit(server):
    command = f"stty cols 80 rows 24; {' '.join(rollcall(server, 'list').command)} --node 1,2"
    lines = run_tool("script", "-qec", command, "/dev/null").check().stdout.replace("\r", "").splitlines()
    assert lines[0].split() == "COPROCESSOR NAME NODE ID STATE INPUT TOPICS DESCRIPTION".split()
    assert max(len(line) for line in lines) <= 80 and sum("…" in line for line in lines) == 1, lines


def test_an_answer_that_is_not_fresh_enough_ends_with_4(server):
    rollcall(server, "list", "--require-current", "--max-staleness", "5s").check()
    done = rollcall(server, "list", "--max-staleness", "0s").check(4)
    assert done.stdout == "" and done.stderr.startswith("rollcall: --max-staleness: the evidence "), done


def test_watch_takes_over_with_the_same_filter(server, start_client):
    client = start_client(server, "list", "--node", "2-3", "--name", "name_b", "-w")
    client.wait_for(lambda: '"synced"' in client.stdout(), "the snapshot is complete")
    lines = [json.loads(line) for line in client.stdout().splitlines()]
    assert [line["node"]["nodeId"] for line in lines if line["type"] == "node"] == [2]
    assert client.stop() == 0, client.report()
