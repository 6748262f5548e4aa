# SPDX-License-Identifier: Apache-2.0
"""The log: JSON on request, and each fault of Kafka's library once."""

import json
import re

import pytest

from support.agent_run import AgentRun
from support.ports import refusing_address
from support.process import Child
from support.tools import agent, program, run_tool

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_LEVELS = {"debug", "info", "warning", "error"}
_JSON = ("--log-format", "json")


def _lines(stderr):
    """The lines, each of which must be JSON with what every line has. The last one may still be written."""
    lines = [json.loads(line) for line in stderr[: stderr.rfind("\n") + 1].splitlines()]
    for line in lines:
        assert _TIME.fullmatch(line["ts"]) and line["level"] in _LEVELS and isinstance(line["msg"], str), line
    return lines


@pytest.mark.parametrize("how", ["flag", "variable", "file"])
def test_each_line_of_the_server_is_json(how, start_server, topic, tmp_path):
    topic.produce(b'no "node"\n\xff', b"\xff{")
    settings = tmp_path / "settings.toml"
    settings.write_text('[rollcalld]\nlog-format = "json"\n')
    flags = {"flag": _JSON, "variable": (), "file": ("--config", settings)}[how]
    variables = {"ROLLCALL_LOG_FORMAT": "json"} if how == "variable" else {}
    server = start_server(topic, "--log-level", "debug", "-X", "debug=broker,metadata", *flags, **variables)
    server.stop()
    lines = _lines(server.child.stderr())
    assert {"serving", "the topic was read to its end", "kafka", "stopping"} <= {line["msg"] for line in lines}
    assert next(line for line in lines if line["msg"] == "the topic was read to its end")["revision"] == 0


def test_why_a_server_does_not_start_is_json(topic, server):
    refused = run_tool(
        program("rollcalld"), "--brokers", topic.brokers, "--topic", topic.name, "--listen", server.address, *_JSON
    ).check(1)
    assert server.address in _lines(refused.stderr)[-1]["msg"]
    assert _lines(refused.stderr)[-1]["level"] == "error"


def test_each_line_of_an_agent_is_json(topic, tmp_path):
    run = AgentRun(topic, tmp_path, "json", "-", *_JSON)
    run.write('{"node_id":5,"status":"up","coprocessors":{}}', '{"no": "status"}')
    run.child.wait_for(
        lambda: '"published"' in run.child.stderr() and "warning" in run.child.stderr(), "both are logged"
    )
    run.stop()
    assert {"published", "the source gives no status"} <= {line["msg"] for line in _lines(run.child.stderr())}


def test_what_a_short_command_says_to_people_is_json_too(topic):
    done = agent(topic, "publish", "--node-id", 5, "-", *_JSON, stdin="no status").check(1)
    assert "no status" not in done.stdout
    assert _lines(done.stderr)[-1]["level"] == "error"


def test_a_broker_that_is_down_is_one_warning(tmp_path):
    """Four clients of the server try it, several times a second at first, and each would tell of it twice. What
    test_kafka_refusals.py counts is logins that fail."""
    address = refusing_address()
    child = Child([program("rollcalld"), "--listen", "127.0.0.1:0", "--brokers", address, *_JSON], tmp_path, "lonely")
    try:
        child.wait_for(lambda: "the topic cannot be described" in child.stderr(), "the fault has lasted for a while")
        faults = [line for line in _lines(child.stderr()) if line["msg"] == "kafka" and line["level"] == "warning"]
        assert len(faults) == 2, faults  # the refusal, and that all brokers are down
        assert sum(address in line["text"] and "Connection refused" in line["text"] for line in faults) == 1, faults
    finally:
        child.kill()
