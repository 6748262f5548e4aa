# SPDX-License-Identifier: Apache-2.0
"""Tools that call any gRPC server see what the clients see: buf curl, ghz, grpc_health_probe, grpcurl, `rollcall`."""

import base64
import json

import pytest
from grpc_health.v1 import health_pb2

from support.clients import shown_state
from support.http_port import SERVED
from support.metrics import wait_watchers
from support.paths import DEPS
from support.process import Child
from support.rollcalld import SERVICE
from support.tools import buf_program, grpcurl, rollcall, run_tool

FULL = json.dumps({"view": "NODE_VIEW_FULL"})
BAD_TOKEN = json.dumps({"pageToken": "x"})
REFLECTION = ("v1", "v1alpha")


@pytest.fixture(scope="module")
def topic(module_topic):
    for node in range(1, 4):
        module_topic.publish(node, {"name_a": ["foo"], "näme_b": ["bar"]})
    return module_topic


@pytest.fixture(scope="module")
def server(topic, start_module_server):
    return start_module_server(topic, *SERVED)


def _buf_command(server, method, request, *flags):
    return [
        buf_program(),
        "curl",
        "--protocol=grpc",
        "--http2-prior-knowledge",
        f"--data={request}",
        *flags,
        f"http://{server.address}/{SERVICE}/{method}",
    ]


def _buf(server, method, request):
    return run_tool(*_buf_command(server, method, request))


def _grpcurl(server, method, request):
    return grpcurl(server, f"{SERVICE}/{method}", flags=("-format-error", "-d", request))


def _ghz(server, method, *flags):
    command = [DEPS / "bin" / "ghz", "--insecure", "--format=json", "--call", f"{SERVICE}/{method}", *flags]
    return json.loads(run_tool(*command, server.address).check().stdout)


def _documents(text):
    """The JSON documents of a text, one after another."""
    decoder, documents = json.JSONDecoder(), []
    while text := text.strip():
        document, end = decoder.raw_decode(text)
        documents.append(document)
        text = text[end:]
    return documents


def _field(message, name):
    """A field by its name in JSON or in the .proto: grpcurl prints the one or the other."""
    snake = "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)
    return message.get(name, message.get(snake))


def _state_line(answer):
    header, nodes = answer["header"], answer["nodes"]
    return {
        "revision": header["revision"],
        "digest": header["digest"],
        "nodes": [_field(node, "nodeId") for node in nodes],
        "raw_bytes": sum(len(base64.b64decode(_field(node, "rawValue"))) for node in nodes),
    }


@pytest.mark.parametrize("call", [_buf, _grpcurl])
def test_list(server, topic, call):
    [answer] = _documents(call(server, "ListNodes", FULL).check().stdout)
    assert _state_line(answer) == shown_state(server, topic.end() - 1)


def test_list_by_rollcall(server, topic):
    answer = json.loads(rollcall(server, "nodes", "--format", "json").check().stdout)
    expected = shown_state(server, topic.end() - 1)
    header = answer["header"]
    assert (header["revision"], header["digest"]) == (expected["revision"], expected["digest"])
    assert [node["nodeId"] for node in answer["nodes"]] == expected["nodes"]


@pytest.mark.parametrize("call", [_buf, _grpcurl])
def test_error_has_its_details(server, call):
    done = call(server, "ListNodes", BAD_TOKEN)
    assert done.code != 0
    [error] = _documents(done.stderr)
    assert error["code"] in ("invalid_argument", 3)  # as buf and as grpcurl write it
    [detail] = error["details"]
    assert detail.get("type", detail.get("@type")).endswith("google.rpc.ErrorInfo")
    assert "PAGE_TOKEN_INVALID" in (detail.get("reason") or base64.b64decode(detail["value"] + "===").decode())


def test_watch_by_buf_ends_with_the_tool(server, topic, tmp_path):
    client = Child(_buf_command(server, "WatchStatus", FULL), tmp_path, "buf")
    client.wait_for(lambda: "resumeToken" in client.stdout(), "the first checkpoint")
    topic.publish(9, {"name_c": ["baz"]})
    client.wait_for(lambda: '"nodeId": 9' in client.stdout(), "the change")
    wait_watchers(server, 1)
    client.kill()
    wait_watchers(server, 0)


@pytest.mark.parametrize("version", REFLECTION)
def test_reflection_describes_the_service(server, version):
    """buf curl asks by the protocol that it is told, grpcurl by the newest that the server has."""
    command = _buf_command(server, "ListNodes", "{}", f"--reflect-protocol=grpc-{version}")
    [answer] = _documents(run_tool(*command).check().stdout)
    assert answer["nodes"]
    assert f"grpc.reflection.{version}.ServerReflection" in grpcurl(server, "list").check().stdout.split()


def test_load_by_ghz(server, topic):
    report = _ghz(server, "ListNodes", "--total=500", "--concurrency=50", "--connections=5", f"--data={FULL}")
    assert report["statusCodeDistribution"] == {"OK": 500}


def test_streams_by_ghz(server):
    """Each stream is cancelled by its client after one message."""
    report = _ghz(server, "WatchStatus", "--total=200", "--concurrency=50", "--stream-call-count=1", f"--data={FULL}")
    assert report["statusCodeDistribution"] == {"Canceled": 200}
    wait_watchers(server, 0)


def test_health_by_the_probe(server):
    def probe(service):
        return run_tool(DEPS / "bin" / "grpc-health-probe", f"-addr={server.address}", f"-service={service}")

    assert "SERVING" in probe(SERVICE).check().stderr
    assert "SERVING" in probe("").check().stderr
    assert "NotFound" in probe("no.such.Service").check(3).stderr


def test_health_is_watched_until_the_server_ends(start_server, topic, tmp_path):
    server = start_server(topic)
    method = "grpc.health.v1.Health/Watch"
    command = [DEPS / "bin" / "grpcurl", "-plaintext", "-d", json.dumps({"service": SERVICE}), server.address, method]
    client = Child(command, tmp_path, "grpcurl")
    client.wait_for(lambda: "SERVING" in client.stdout(), "the health is shown")
    server.terminate()
    client.wait()
    names = [answer.get("status", "UNKNOWN") for answer in _documents(client.stdout())]
    assert names[0] == "SERVING" and set(names) <= set(health_pb2.HealthCheckResponse.ServingStatus.keys())
    assert client.process.returncode != 0, client.report()
