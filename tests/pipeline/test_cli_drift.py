# SPDX-License-Identifier: Apache-2.0
"""`rollcall drift` on a real topic, in the order of an upgrade that goes wrong."""

import json

import pytest

from support.screen import table_rows
from support.tools import rollcall


@pytest.fixture(scope="module")
def cluster_of_three(start_module_server, module_topic):
    for node_id in (1, 2, 3):
        last = module_topic.publish(node_id, {"name_a": ["foo", "bar"], "name_b": ["dd"]})
    server = start_module_server(module_topic)
    rollcall(server, "list", "--min-revision", last).check()
    return server


def test_drift_from_the_majority_a_node_and_a_saved_listing(cluster_of_three, module_topic, tmp_path):
    server = cluster_of_three
    saved = tmp_path / "saved.json"
    saved.write_text(rollcall(server, "list", "--format", "json").check().stdout)
    for reference in ([], ["--against", "2"], ["--against", saved]):
        done = rollcall(server, "drift", *reference).check()
        assert done.stdout == "" and done.stderr.startswith("no drift: compared 3 nodes with "), done

    module_topic.publish(2, {"name_a": ["bar", "foo"], "name_b": ["other"]})
    last = module_topic.publish(3, {"name_a": ["foo", "bar"]})
    rollcall(server, "list", "--min-revision", last).check()
    done = rollcall(server, "drift", "--against", saved).check(1)
    assert table_rows(done.stdout)[1:] == [
        ["name_b", "missing", "-", "present", "absent", "3"],
        ["name_b", "differs", "input topics", "[dd]", "[other]", "2"],
    ], done
    rollcall(server, "drift", "--against", "1", "--ignore", "missing").check(1)
    report = json.loads(rollcall(server, "drift", "--format", "json").check(1).stdout)
    assert [
        (found["coprocessor"], found["kind"], found["split"], found["nodeIds"]) for found in report["differences"]
    ] == [
        ("name_b", "missing", False, [3]),
        ("name_b", "differs", True, [1]),
        ("name_b", "differs", True, [2]),
    ]

    last = module_topic.publish(2, status="down")
    rollcall(server, "list", "--min-revision", last).check()
    done = rollcall(server, "drift", "--against", saved, "--ignore", "missing").check()
    assert "not compared: node 2 is down; last word at" in done.stderr, done
    rollcall(server, "drift", "--against", "2").check(4)
    rollcall(server, "drift", "--against", tmp_path / "none.json").check(2)
