# SPDX-License-Identifier: Apache-2.0
"""`rollcall watch` as lines: what became of a node that a filter no longer selects, and what is stale."""

import pytest

from support.screen import watch_lines
from support.topic import little_endian, status_json
from support.topic_admin import delete


@pytest.fixture(scope="module")
def shared_server(start_module_server, module_topic):
    return start_module_server(module_topic)


def _start(start_client, server, *arguments):
    """A watch as NDJSON and one as sentences, which have their snapshots."""
    ndjson, log = (start_client(server, "watch", "--format", kind, *arguments) for kind in ("ndjson", "log"))
    ndjson.wait_for(lambda: watch_lines(ndjson, "synced"), "the snapshot is complete")
    log.wait_for(lambda: "complete at revision" in log.stdout(), "the snapshot is complete")
    return ndjson, log


def test_a_filtered_watch_says_what_became_of_each_node(shared_server, module_topic, start_client):
    topic = module_topic
    for node in range(10, 14):
        last = topic.publish(node, {"name_x": ["foo"]})
    ndjson, log = _start(start_client, shared_server, "--name", "name_x", "--min-revision", str(last))

    down = topic.publish(10, status="down", reason="an upgrade")
    invalid = topic.produce(little_endian(11), b"no JSON")
    other = topic.publish(12, {"name_y": ["foo"]})
    deleted = topic.produce(little_endian(13), None)
    ndjson.wait_for(lambda: len(watch_lines(ndjson, "removed")) == 4, "all nodes have left")
    events = {event["removed"]["nodeId"]: event for event in watch_lines(ndjson, "removed")}
    assert [events[node]["removed"].get("status", {}).get("state") for node in range(10, 14)] == [
        "STATE_DOWN",
        "STATE_INVALID",
        "STATE_UP",
        None,
    ]
    assert events[10]["removed"]["status"]["reason"] == "an upgrade"
    assert events[11]["removed"]["status"]["problem"]["offset"] == str(invalid)
    assert events[12]["removed"]["status"]["coprocessors"] == []
    assert all(event["before"]["coprocessors"][0]["name"] == "name_x" for event in events.values())

    log.wait_for(lambda: "node 13 is gone" in log.stdout(), "the last node has left")
    told = [line.split(" ", 1)[1] for line in log.stdout().splitlines()]
    left = "no longer matches the filter; it ran name_x"
    assert f"node 10 is no longer shown: up -> down; reason: an upgrade; {left} (offset {down})" in told, told
    assert any(
        line.startswith("node 11 is no longer shown: up -> invalid: ") and line.endswith(f"{left} (offset {invalid})")
        for line in told
    ), told
    assert f"node 12 is no longer shown: still up; {left} (offset {other})" in told, told
    assert f"node 13 is gone: deleted; it ran name_x (offset {deleted})" in told, told


def test_a_filtered_watch_names_the_nodes_that_are_down_when_it_starts(shared_server, module_topic, start_client):
    module_topic.publish(40, {"name_z": ["foo"]})
    down = module_topic.publish(41, status="down")
    last = module_topic.produce(little_endian(42), b"no JSON")
    arguments = ["--name", "name_z", "--node", "40-42", "--min-revision", str(last)]
    ndjson, log = _start(start_client, shared_server, *arguments)
    ndjson.wait_for(lambda: len(watch_lines(ndjson, "hidden")) == 2, "both are named")
    assert [event["node"]["nodeId"] for event in watch_lines(ndjson, "hidden")] == [41, 42]
    log.wait_for(lambda: "node 42 is invalid: " in log.stdout(), "both are named")
    assert f"node 41 is down; the filter shows no row of it (offset {down})" in log.stdout(), log.report()
    module_topic.publish(41, {"name_z": ["foo"]})
    log.wait_for(lambda: "node 41 is up and runs name_z" in log.stdout(), "it is shown when it is back")


def test_a_change_is_told_as_old_and_new(shared_server, module_topic, start_client):
    entry = {"input_topics": ["foo", "bar"], "description": "p", "state": "running"}
    first = module_topic.publish(20, {"name_a": entry})
    ndjson, log = _start(start_client, shared_server, "--node", "20", "--min-revision", str(first))
    changed = module_topic.publish(20, {"name_a": entry | {"input_topics": ["foo", "baz"], "state": "errored"}})
    wanted = f"node 20 changed name_a (running -> errored, topics +baz -bar) (offset {changed})"
    log.wait_for(lambda: wanted in log.stdout(), "the change is told")
    ndjson.wait_for(lambda: len(watch_lines(ndjson, "node")) == 2, "the change is shown")
    event = watch_lines(ndjson, "node")[1]
    assert event["changedFields"] == ["coprocessors"] and event["changedCoprocessors"] == ["name_a"], event
    states = [event[when]["coprocessors"][0]["stateText"] for when in ("before", "node")]
    assert states == ["running", "errored"], event


def test_a_node_that_falls_silent_is_stale_until_it_publishes_again(shared_server, module_topic, start_client):
    value = status_json(30, {"name_a": ["foo"]}, lease_s=1)
    first = module_topic.produce(little_endian(30), value)
    arguments = ["--node", "30", "--heartbeat-interval", "1s", "--min-revision", str(first)]
    ndjson, log = _start(start_client, shared_server, *arguments)
    ndjson.wait_for(lambda: watch_lines(ndjson, "stale"), "the node is stale")
    log.wait_for(lambda: "node 30 is stale: silent for " in log.stdout(), "the node is stale")
    [stale] = watch_lines(ndjson, "stale")
    assert stale["nodeId"] == 30 and stale["publishTime"] < stale["staleAfterTime"] < stale["asOfTime"], stale
    again = module_topic.produce(little_endian(30), value)
    ndjson.wait_for(lambda: watch_lines(ndjson, "fresh"), "the node is fresh, although its status is the same")
    log.wait_for(lambda: f"node 30 is no longer stale (offset {again})" in log.stdout(), "the node is fresh")


def test_all_is_stale_when_the_source_is_not_current(server, topic, start_client):
    topic.publish(1, {"name_a": ["foo"]})
    ndjson, log = _start(start_client, server, "--min-revision", "0")
    delete(topic)
    ndjson.wait_for(lambda: watch_lines(ndjson, "stale"), "what is shown is stale")
    [stale] = watch_lines(ndjson, "stale")
    assert "nodeId" not in stale and stale["sourceState"] != "SOURCE_STATE_CURRENT" and stale["asOfTime"], stale
    log.wait_for(lambda: " STALE " in log.stdout(), "what is shown is stale")
