# SPDX-License-Identifier: Apache-2.0
"""Records of other tools, under both key encodings, are shown at once; a tombstone removes the node."""

import json

from support.screen import table_rows, watch_lines
from support.tools import rollcall
from support.topic import little_endian

NODE_5 = (
    '{"node_id":5,"status":"up","coprocessors":{"name_a":{"input_topics":["foo","bar","baz"],'
    '"description":"This copro is interesting!"},'
    '"name_b":{"input_topics":["dd"],"description":"Strips sensitive info from topic"}}}'
)


def _list(server, last, *flags):
    return rollcall(server, "list", "--min-revision", last, *flags).check().stdout


def test_kcat_with_decimal_keys(server, topic):
    topic.kcat_publish(f"5:{NODE_5}\n")
    assert table_rows(_list(server, 0)) == [
        ["COPROCESSOR NAME", "NODE ID", "STATE", "INPUT TOPICS", "DESCRIPTION"],
        ["name_a", "5", "up", "[foo,bar,baz]", "This copro is interesting!"],
        ["name_b", "5", "up", "[dd]", "Strips sensitive info from topic"],
    ]


def test_python_with_four_byte_keys(server, topic):
    for node in (3, 1, 2):
        last = topic.publish(node, {"name_b": ["dd"], "name_a": ["foo"]})
    rows = table_rows(_list(server, last))
    assert [row[:4] for row in rows[1:]] == [
        [name, str(node), "up", topics]
        for name, topics in (("name_a", "[foo]"), ("name_b", "[dd]"))
        for node in (1, 2, 3)
    ]


def test_both_encodings_side_by_side(server, topic):
    topic.kcat_publish(f"5:{NODE_5}\n")
    last = topic.publish(-7, {"name_z": ["foo"]})
    assert {row[1] for row in table_rows(_list(server, last))[1:]} == {"5", "-7"}


def test_tombstone_by_kcat_removes_the_node(server, topic):
    topic.kcat_publish(f"5:{NODE_5}\n6:{NODE_5.replace('5', '6')}\n")
    topic.kcat_publish("5:\n", "-Z")
    assert {row[1] for row in table_rows(_list(server, 2))[1:]} == {"6"}


def test_raw_format_prints_the_values_of_the_topic(server, topic):
    odd = NODE_5.replace('"status"', '"unknown": 1.50,  "status"')
    topic.kcat_publish(f"5:{odd}\n")
    last = topic.produce(b"6", b"no json")
    out = _list(server, last, "--format", "raw")
    assert json.loads(out) == {"5": json.loads(odd), "6": "no json"}
    assert odd in out, "the value's bytes were changed"


def test_json_format_carries_header_and_rows(server, topic):
    topic.kcat_publish(f"5:{NODE_5}\n")
    answer = json.loads(_list(server, 0, "--format", "json"))
    assert int(answer["header"]["revision"]) >= 0 and answer["header"]["topic"] == topic.name
    assert "name_b" in json.dumps(answer)


def test_watch_in_a_pipe_shows_every_change_at_once(server, topic, start_client):
    client = start_client(server, "watch")

    def lines(kind):
        return watch_lines(client, kind)

    client.wait_for(lambda: lines("synced"), "the watch has its snapshot")

    topic.kcat_publish(f"5:{NODE_5}\n")
    node = client.wait_for(lambda: lines("node"), "kcat's record appears")[0]
    assert node["node"]["nodeId"] == 5 and [row["name"] for row in node["node"]["coprocessors"]] == ["name_a", "name_b"]

    topic.publish(8, {"name_c": ["foo"]})
    client.wait_for(lambda: len(lines("node")) == 2, "the little-endian key's record appears")

    topic.produce(b"5", None)
    removed = client.wait_for(lambda: lines("removed"), "the removal appears")[0]
    assert removed["removed"]["nodeId"] == 5
    topic.produce(little_endian(8), None)
    client.wait_for(lambda: len(lines("removed")) == 2, "the second removal appears")
    assert len(lines("node")) == 2 and len(lines("snapshot")) == 1


def test_filters_of_the_list(server, topic):
    for node in (1, 2, 3):
        last = topic.publish(node, {"name_a": ["foo"], "name_b": [f"t{node}"]})
    for flags, expected in (
        (("--node", "1,2", "--name", "name_a"), {("name_a", "1"), ("name_a", "2")}),
        (("--topic", "t[3]"), set()),
        (("--topic", "t?", "--node", "3"), {("name_b", "3")}),
    ):
        rows = table_rows(_list(server, last, *flags))
        assert {(row[0], row[1]) for row in rows[1:]} == expected, flags
