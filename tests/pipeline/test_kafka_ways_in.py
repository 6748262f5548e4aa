# SPDX-License-Identifier: Apache-2.0
"""The programs on a secured Kafka: each way to log in, with the settings from flags, variables and files."""

import json

import pytest

from support.compare import list_all
from support.secured_kafka import PASSWORD
from support.tools import agent
from support.topic import status_json
from support.ways_in import ways_in

STATUS = status_json(5, {"name_a": ["foo"]}).decode()


def _publish_serve_retire(topic, start_server, flags=(), **environment):
    """Creates a topic, publishes, serves and retires, all with the same way in."""
    agent(topic, *flags, "create-topic", "--replication-factor", "1", **environment).check()
    done = agent(topic, *flags, "publish", "-", stdin=STATUS, **environment).check()
    server = start_server(topic, *flags, **environment)
    assert [node.node_id for node in list_all(server, min_revision=int(done.stdout.split()[-1]))[1]] == [5]
    done = agent(topic, *flags, "retire", "--node-id", "5", "--force", **environment).check()
    assert list_all(server, min_revision=int(done.stdout.split()[-1]))[1] == []


@pytest.mark.parametrize(
    "name", ["PLAIN", "TLS and PLAIN", "TLS and SCRAM-SHA-256", "TLS and SCRAM-SHA-512", "certificate"]
)
def test_by_flags(secured_kafka, start_server, name):
    way = ways_in(secured_kafka)[name]
    _publish_serve_retire(secured_kafka.topic(way.listener, create=False), start_server, way.flags())


@pytest.mark.parametrize("newline", ["", "\n", "\r\n"])
def test_secret_in_a_file(secured_kafka, tmp_path, newline):
    path = tmp_path / "password"
    path.write_text(PASSWORD + newline, newline="")
    way = ways_in(secured_kafka)["TLS and PLAIN"].but(sasl_password=f"@{path}")
    agent(secured_kafka.topic(way.listener), *way.flags(), "create-topic").check()


def test_by_variables(secured_kafka, start_server):
    way = ways_in(secured_kafka)["TLS and PLAIN"]
    topic = secured_kafka.topic(way.listener, create=False)
    _publish_serve_retire(topic, start_server, ROLLCALL_KAFKA_PROPERTY="\n".join(way.lines()))


def test_by_the_settings_file(secured_kafka, start_server, tmp_path):
    way = ways_in(secured_kafka)["TLS and PLAIN"]
    properties = "".join(
        f"  {json.dumps(line)},  # one of them\n" for line in way.lines()
    )  # JSON's strings are valid in TOML
    path = tmp_path / "rollcall.toml"
    path.write_text(
        "".join(f"[{program}]\nkafka-property = [\n{properties}]\n" for program in ("rollcalld", "rollcall-agent"))
    )
    topic = secured_kafka.topic(way.listener, create=False)
    _publish_serve_retire(topic, start_server, ROLLCALL_CONFIG=str(path))


def test_a_users_properties_override_our_defaults(topic, start_server):
    server = start_server(topic, "-X", "queued.min.messages=77", "-X", "debug=conf", "--log-level", "debug")
    server.stop()
    reading = [line for line in server.child.stderr().splitlines() if "client=rollcalld#" in line]
    assert any("queued.min.messages = 77" in line for line in reading), server.child.report()
    assert any("queued.max.messages.kbytes = 65536" in line for line in reading), server.child.report()
