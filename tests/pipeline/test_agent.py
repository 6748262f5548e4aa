# SPDX-License-Identifier: Apache-2.0
"""rollcall-agent on a real Kafka: acknowledged records are shown, retired nodes are removed, created topics are
usable."""

import json

import pytest
from confluent_kafka.admin import AdminClient, ConfigResource

from support.compare import assert_list_equals_topic, list_all
from support.kafka_client import client_settings
from support.screen import table_rows
from support.tools import agent, rollcall
from support.topic import little_endian, status_json
from support.waiting import DEADLINE_S

STATUS = status_json(5, {"name_a": ["foo", "bar"], "name_b": ["dd"]}).decode()


def _offset(done):
    """The offset that the agent printed."""
    return int(done.check().stdout.split()[-1])


def _publish(topic, node_id, text, *flags):
    return agent(topic, "publish", "--node-id", node_id, "-", *flags, stdin=text)


def test_acked_offset_is_a_min_revision(server, topic, tmp_path):
    path = tmp_path / "node-5.json"
    path.write_text(STATUS)
    offset = _offset(agent(topic, "publish", "--node-id", "5", path))
    rows = table_rows(rollcall(server, "list", "--min-revision", offset).check().stdout)
    assert [row[:4] for row in rows[1:]] == [["name_a", "5", "up", "[foo,bar]"], ["name_b", "5", "up", "[dd]"]]
    record = topic.records()[-1]
    assert (record.offset, record.key) == (offset, little_endian(5))
    assert json.loads(record.value) == json.loads(STATUS)


def test_publish_from_stdin_again_and_again(server, topic):
    for number in range(3):
        offset = _offset(_publish(topic, 5, STATUS.replace("name_a", f"name_a{number}")))
        assert f"name_a{number}" in rollcall(server, "list", "--min-revision", offset).check().stdout
    assert offset == 2
    assert_list_equals_topic(server, topic)


def test_retire_removes_the_node_under_every_key_encoding(server, topic):
    topic.publish(5, {"a": ["foo"]})
    topic.publish(5, {"b": ["foo"]}, key=b"5")
    topic.publish(6, {"c": ["foo"]})
    offset = _offset(agent(topic, "retire", "--node-id", "5", "--force"))
    assert [node.node_id for node in list_all(server, min_revision=offset)[1]] == [6]
    assert_list_equals_topic(server, topic)


@pytest.mark.parametrize(
    "text, word",
    [
        ("{", "JSON"),
        ("[]", "object"),
        (STATUS.replace('"up"', "7"), "status"),
        (STATUS.replace('"node_id": 5', '"node_id": 6'), "node 6"),
    ],
)
def test_a_status_that_no_reader_could_use_is_not_published(topic, text, word):
    done = _publish(topic, 5, text).check(1)
    assert word in done.stderr and len(done.stderr.strip().splitlines()) == 1, done
    assert topic.records() == []


def test_missing_file(topic):
    done = agent(topic, "publish", "--node-id", "5", "/no/such/file.json").check(2)
    assert "/no/such/file.json" in done.stderr, done


def test_create_topic_makes_one_that_is_served(new_topic, start_server):
    topic = new_topic(create=False)
    agent(topic, "create-topic", "--replication-factor", "1").check()
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic.name)
    admin = AdminClient(client_settings(topic.brokers))
    config = admin.describe_configs([resource])[resource].result(DEADLINE_S)
    assert config["cleanup.policy"].value == "compact" and config["message.timestamp.type"].value == "LogAppendTime"
    server = start_server(topic)
    offset = _offset(_publish(topic, 5, STATUS))
    assert len(list_all(server, min_revision=offset)[1]) == 1
    agent(topic, "create-topic", "--replication-factor", "1").check()  # a usable topic is not an error


@pytest.mark.parametrize(
    "how, word", [({"partitions": 3}, "partition"), ({"config": {"cleanup.policy": "delete"}}, "cleanup.policy")]
)
def test_create_topic_says_what_is_wrong_with_the_one_there(new_topic, how, word):
    topic = new_topic(**how)
    done = agent(topic, "create-topic", "--replication-factor", "1").check(1)
    assert topic.name in done.stderr and word in done.stderr, done


def test_create_topic_compares_what_was_asked_and_changes_nothing(topic):
    before = _settings(topic)
    asked = ("--replication-factor", "2", "--set", "retention.ms=7", "--set", "segment.bytes=8388608")
    done = agent(topic, "create-topic", *asked).check(1)
    lines = done.stderr.splitlines()
    assert any("replication factor 2 was asked for, and it is 1" in line for line in lines), done
    for setting in asked[3::2]:
        name, _, _ = setting.partition("=")
        (line,) = (line for line in lines if f"{setting} was asked for" in line)
        change = (
            f"kafka-configs --alter --bootstrap-server {topic.brokers} --entity-type topics --entity-name {topic.name}"
        )
        assert f"it is {before[name]}" in line and f"{change} --add-config {setting}" in line, done
    assert _settings(topic) == before
    agent(
        topic, "create-topic", "--replication-factor", "1", "--set", f"segment.bytes={before['segment.bytes']}"
    ).check()


def test_create_topic_only_notes_what_was_not_asked(new_topic):
    topic = new_topic(config={"cleanup.policy": "compact", "max.message.bytes": "1000"})
    done = agent(topic, "create-topic").check()
    assert "note: " in done.stderr and "max.message.bytes=1000" in done.stderr and "usual 3" in done.stderr, done


def _settings(topic):
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic.name)
    admin = AdminClient(client_settings(topic.brokers))
    found = admin.describe_configs([resource])[resource].result(DEADLINE_S)
    return {name: entry.value for name, entry in found.items()}


def test_create_topic_with_more_replicas_than_brokers(new_topic):
    topic = new_topic(create=False)
    done = agent(topic, "create-topic").check(1)
    assert "replication" in done.stderr.lower(), done
