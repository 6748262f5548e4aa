# SPDX-License-Identifier: Apache-2.0
"""`rollcall describe`, `matrix` and `health` against a real server and Kafka. Unit tests have the texts in full."""

import json
import shlex

import pytest

from support.tools import rollcall, run_tool


@pytest.fixture(scope="module")
def topic(module_topic):
    for node in (1, 2, 3):
        module_topic.publish(node, {"name_a": ["foo", "bar"], "name_b": ["dd"]}, lease_s=3600)
    module_topic.publish(4, {"name_a": ["foo"]}, key=b"4")
    module_topic.publish(5, status="down", reason="maintenance")
    module_topic.produce(b"6", b"{broken \x1b[2J")
    return module_topic


@pytest.fixture(scope="module")
def server(topic, start_module_server):
    return start_module_server(topic)


def _fields(text):
    """The fields of a description that are not indented."""
    lines = [line for line in text.splitlines() if not line.startswith(" ")]
    return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


def test_describe_node(server, topic):
    done = rollcall(server, "describe", "node", "4").check()
    fields = _fields(done.stdout)
    assert fields["State"] == "up"
    assert fields["Key"] == '"4" (hex 34; decimal)'
    assert topic.name in fields["Topic"]
    assert "    Differs on:    1-3: input topics [foo,bar]\n" in done.stdout
    assert '"\\x01\\x00\\x00\\x00" (hex 01 00 00 00; 4 bytes, little-endian)' in (
        rollcall(server, "describe", "node", "1").check().stdout
    )


def test_the_kcat_line_shows_the_record(server, topic):
    line = _fields(rollcall(server, "describe", "node", "2").check().stdout)["Record"]
    shown = run_tool(*shlex.split(line.replace("BROKERS", topic.brokers))).check().stdout
    offset, _, value = shown.split(" ", 2)
    assert (int(offset), json.loads(value)["node_id"]) == (1, 2)


def test_describe_an_invalid_node(server):
    done = rollcall(server, "describe", "node", "6").check()
    assert "\x1b" not in done.stdout
    fields = _fields(done.stdout)
    assert "not JSON" in fields["Problem"] and "(offset 5)" in fields["Problem"]
    assert fields["Value"] == "12 bytes: {broken \\x1b[2J"


def test_describe_coprocessor(server):
    done = rollcall(server, "describe", "coprocessor", "name_a", "-o", "json").check()
    answer = json.loads(done.stdout)
    assert [definition["nodeIds"] for definition in answer["definitions"]] == [[1, 2, 3], [4]]
    assert (answer["absentOn"], answer["unknownOn"]) == ([], [5, 6])


def test_what_is_not_there_is_no(server):
    done = rollcall(server, "describe", "coprocessor", "nmae_a").check(1)
    assert done.stderr == "rollcall: no node has a coprocessor 'nmae_a'; did you mean 'name_a', 'name_b'?\n"
    assert "there are 1-6" in rollcall(server, "describe", "node", "77").check(1).stderr


def test_matrix(server):
    done = rollcall(server, "matrix", LC_ALL="C.UTF-8").check()
    assert done.stdout == (
        "  COPROCESSOR  ON  1 2 3 4 5x 6x\n"  # as in a wide terminal: this is a pipe
        "  name_a       4   ● ● ● ◐\n"
        "  name_b       3   ● ● ● .\n"
    )
    assert "node 5 is down; last word at" in done.stderr
    assert "*" in rollcall(server, "matrix", "--name", "name_b", LC_ALL="C").check().stdout


def test_health(server, topic):
    done = rollcall(server, "health").check()
    fields = _fields(done.stdout)
    assert (fields["Health"], fields["Nodes"]) == ("serving", "6: 4 up, 1 down, 1 invalid")
    assert fields["Topic"].startswith(topic.name)
    replicas = f"127.0.0.1:1,{server.address}"
    rows = rollcall(replicas, "health").check(0).stdout.splitlines()
    assert len(rows) == 3 and "connection refused" in rows[1]
    rollcall(replicas, "health", "--all").check(4)


def test_a_server_without_its_topic_is_not_healthy(start_server, new_topic):
    server = start_server(new_topic(create=False), wait=False)
    done = rollcall(server, "health").check(1)
    assert "not serving" in done.stdout and "Problem:" in done.stdout
