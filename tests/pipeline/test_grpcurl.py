# SPDX-License-Identifier: Apache-2.0
"""grpcurl needs only the server's reflection to list, describe, call and watch, and prints the details of errors."""

import json
import re

import pytest

from support.rollcalld import SERVICE
from support.tools import grpcurl

LIST_NODES, LIST_ROWS, WATCH = (f"{SERVICE}/{method}" for method in ("ListNodes", "ListCoprocessors", "WatchStatus"))


@pytest.fixture(scope="module")
def server(module_topic, start_module_server):
    module_topic.publish(1, {"name_a": ["foo"]})
    module_topic.publish(2, {"name_a": ["foo"], "name_b": ["bar"]})
    return start_module_server(module_topic)


def _call(server, method, request, *flags):
    return grpcurl(server, method, flags=("-d", json.dumps(request), *flags))


def _snake(fields):
    """The fields with their names in the .proto; grpcurl may print camelCase."""
    return {re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name): value for name, value in fields.items()}


def _documents(text):
    """The JSON documents that grpcurl prints one after another."""
    decoder, documents, rest = json.JSONDecoder(object_hook=_snake), [], text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        documents.append(document)
        rest = rest[end:].strip()
    return documents


def test_services_are_listed(server):
    services = grpcurl(server, "list").check().stdout.split()
    assert {SERVICE, "grpc.health.v1.Health"} <= set(services)
    assert any(service.startswith("grpc.reflection.") for service in services)


def test_service_and_messages_are_described(server):
    text = grpcurl(server, "describe", SERVICE).check().stdout
    assert all(method in text for method in ("ListCoprocessors", "WatchStatus", "ListNodes")) and "stream" in text
    text = grpcurl(server, "describe", "rollcall.v1.NodeStatus").check().stdout
    assert "fixed64 fingerprint = 10" in text
    assert "REVISION_NOT_REACHED" in grpcurl(server, "describe", "rollcall.v1.ErrorReason").check().stdout


def test_nodes_and_rows_are_listed(server):
    [answer] = _documents(_call(server, LIST_NODES, {"minRevision": "1"}).check().stdout)
    assert [node["node_id"] for node in answer["nodes"]] == [1, 2] and answer["header"]["node_count"] == 2
    [answer] = _documents(_call(server, LIST_ROWS, {"filter": {"names": ["*_b"]}}).check().stdout)
    assert [(row["name"], row["node_id"], row["input_topics"]) for row in answer["coprocessors"]] == [
        ("name_b", 2, ["bar"])
    ]


def test_watch_runs_until_its_time_is_up(server):
    done = _call(server, WATCH, {"heartbeatInterval": "1s", "minRevision": "1"}, "-max-time", "8")
    assert done.code == 64 + 4, done  # 64 + DEADLINE_EXCEEDED: the watch itself does not end
    messages = _documents(done.stdout)
    assert "snapshot_started" in messages[0]
    assert {node["node_id"] for message in messages for node in message.get("updated", [])} == {1, 2}
    checkpoints = [message["checkpoint"] for message in messages if "checkpoint" in message]
    assert len(checkpoints) >= 2 and checkpoints[-1]["header"]["as_of_time"] > checkpoints[0]["header"]["as_of_time"]


@pytest.mark.parametrize(
    "request_, expected",
    [
        ({"pageToken": "x"}, ("InvalidArgument", "google.rpc.ErrorInfo", "PAGE_TOKEN_INVALID", "rollcall.v1")),
        ({"pageSize": -1}, ("InvalidArgument", "google.rpc.BadRequest", "page_size", "INVALID_FIELD")),
        ({"filter": {"names": ["x"] * 101}}, ("InvalidArgument", "google.rpc.BadRequest", "names", "INVALID_FIELD")),
        (
            {"minRevision": "99999"},
            ("Unavailable", "google.rpc.RetryInfo", "REVISION_NOT_REACHED", "minRevision", "99999"),
        ),
    ],
)
@pytest.mark.parametrize("method", [LIST_NODES, LIST_ROWS])
def test_error_details_are_printed(server, method, request_, expected):
    done = _call(server, method, request_)
    assert done.code > 64, done
    missing = [word for word in expected if word not in done.stderr]
    assert not missing, f"{missing} not in\n{done}"
    assert "@value" not in done.stderr and "@error" not in done.stderr, (
        done
    )  # grpcurl prints these for an unknown detail


def test_watch_refusals_are_printed(server):
    done = _call(server, WATCH, {"heartbeatInterval": "0.5s"})
    assert "InvalidArgument" in done.stderr and "heartbeat_interval" in done.stderr and "BadRequest" in done.stderr, (
        done
    )


def test_health_answers(server):
    def check(service):
        return _call(server, "grpc.health.v1.Health/Check", {"service": service})

    assert json.loads(check(SERVICE).check().stdout) == {"status": "SERVING"}
    assert json.loads(check("").check().stdout) == {"status": "SERVING"}
    assert "NotFound" in check("no.such.Service").stderr
